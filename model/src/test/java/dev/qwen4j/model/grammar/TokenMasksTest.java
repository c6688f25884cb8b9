package dev.qwen4j.model.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class TokenMasksTest {
    /** Tokens over a, b, c and the bytes of é (C3 A9) and 中 (E4 B8 AD), cut where it hurts; two are the same. */
    private static final SmallVocabulary VOCABULARY = SmallVocabulary.of(
            "a",
            "b",
            "c",
            "ab",
            "bc",
            "abc",
            "aa",
            "cab",
            "a",
            "\u00c3",
            "\u00a9",
            "a\u00c3",
            "\u00a9b",
            "\u00c3\u00a9",
            "\u00e4\u00b8",
            "\u00ad",
            "\u00b8\u00ad",
            "\u00e4",
            "c\u00e4",
            "",
            "\u00ff",
            "a\u00ff");

    private static final int END = VOCABULARY.controlId("<|end|>");
    private static final String[] LETTERS = {"a", "b", "c", "é", "中"};
    private static final int LONGEST_SEQUENCE = 4;

    /** Patterns with at most six letters, so that all their texts can be written down. */
    static Stream<String> patterns() {
        return Stream.of(
                "a",
                "abc",
                "a|ab|abc",
                "a{0,3}",
                "(ab){1,2}c?",
                "[a-c]{2,3}",
                "é|中",
                "[é中]{1,3}",
                "(a|é)?b",
                "a?b?c?",
                "(a?b){2,3}",
                "(a|b|ab){1,3}",
                ".{0,3}",
                "[^ab]{1,2}",
                "(a(b|c)?){0,2}",
                "((a|b)c?){1,2}é",
                "(a{0,2}b){0,2}",
                "a{2}中?",
                "(a{0,2}){0,2}",
                "(é|a)*?b{1,2}".replace("*?", "{0,2}"),
                "a{1,2}?b",
                "[a-zé]{2}");
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void token_is_allowed_exactly_if_some_text_goes_on_with_it(String pattern) {
        assertExact(Grammar.regex(pattern), pattern, 6, 5);
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void token_is_allowed_exactly_if_some_text_goes_on_with_it_in_random_patterns(long seed) {
        String pattern = randomPattern(new Random(seed), 3);

        assertExact(Grammar.regex(pattern), pattern, 6, 5);
    }

    static Stream<Arguments> compositions() {
        return Stream.of(
                Arguments.of(Grammar.textUntil("ab"), "((?!ab).)*ab"),
                Arguments.of(Grammar.textUntil("aba", "bb"), "((?!aba|bb).)*aba"),
                Arguments.of(Grammar.text("ab", "ca"), "((?!ab|ca).)*"),
                Arguments.of(Grammar.lines(Grammar.regex("ba|c")), "((?!ba|c).*)?"),
                Arguments.of(
                        Grammar.sequence(
                                Grammar.nonEmpty(
                                        Grammar.lines(Grammar.regex("b"), Grammar.regex("b"), Grammar.regex("a|中"))),
                                Grammar.literal("c")),
                        "(?!b|ac$|中c$).+c"),
                Arguments.of(Grammar.sequence(Grammar.textUntil("b"), Grammar.oneOf("a", "é")), "[^b]*b(a|é)"),
                Arguments.of(
                        Grammar.recursive(
                                3,
                                self -> Grammar.sequence(
                                        Grammar.literal("a"), Grammar.optional(self), Grammar.literal("b"))),
                        "a(a(ab)?b)?b"),
                Arguments.of(
                        Grammar.repeat(Grammar.choice(Grammar.literal("中"), Grammar.character('a', 'b')), 1),
                        "[中ab]+"));
    }

    @ParameterizedTest
    @MethodSource("compositions")
    void composed_grammars_are_exact_too(Grammar grammar, String pattern) {
        assertExact(grammar, pattern, 7, 4);
    }

    /**
     * Walks every sequence of tokens and compares with all texts over the letters that match {@code pattern}.
     *
     * @param longest letters of the texts that are written down
     * @param judged bytes up to which one of these texts goes on, if any does
     */
    private static void assertExact(Grammar grammar, String pattern, int longest, int judged) {
        Set<String> texts = texts(Pattern.compile(pattern), longest);
        Set<String> ofLetters = beginnings(texts(Pattern.compile(".*"), judged));
        // Of other letters, which the bytes of these could make up, only a pattern that names all its letters says no.
        boolean namesAll = !pattern.contains(".") && !pattern.contains("[^") && !pattern.contains("-");
        Predicate<String> isJudged = text -> text.length() <= judged && (namesAll || ofLetters.contains(text));
        new Walk(texts, beginnings(texts), isJudged).check(grammar.start(), "", LONGEST_SEQUENCE);
    }

    private static Set<String> beginnings(Set<String> texts) {
        Set<String> beginnings = new HashSet<>();
        for (String text : texts) {
            for (int length = 0; length <= text.length(); length++) {
                beginnings.add(text.substring(0, length));
            }
        }
        return beginnings;
    }

    private record Walk(Set<String> texts, Set<String> beginnings, Predicate<String> judged) {
        private static final TokenMasks MASKS = new TokenMasks(VOCABULARY, Set.of(END));

        void check(GrammarState state, String written, int left) {
            BitSet allowed = MASKS.allowed(state);
            for (int id = 0; id < VOCABULARY.size(); id++) {
                String longer = written + new String(VOCABULARY.bytes(id), StandardCharsets.ISO_8859_1);
                if (id != END && !judged.test(longer)) {
                    continue;
                }
                boolean expected = id == END
                        ? texts.contains(written)
                        : longer.length() > written.length() && beginnings.contains(longer);
                assertThat(allowed.get(id))
                        .as("token %s after '%s'", id, written)
                        .isEqualTo(expected);
                if (expected && id != END) {
                    assertThat(MASKS.allows(state, id)).isTrue();
                    if (left > 1) {
                        check(MASKS.advance(state, id), longer, left - 1);
                    }
                }
            }
        }
    }

    /** The bytes, as ISO-8859-1, of all texts over the letters that match. */
    private static Set<String> texts(Pattern pattern, int longest) {
        Set<String> found = new HashSet<>();
        List<String> texts = new ArrayList<>(List.of(""));
        for (int length = 0; length <= longest; length++) {
            List<String> longer = new ArrayList<>();
            for (String text : texts) {
                if (pattern.matcher(text).matches()) {
                    found.add(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
                }
                for (String letter : LETTERS) {
                    longer.add(text + letter);
                }
            }
            texts = longer;
        }
        return found;
    }

    private static String randomPattern(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 2 : 5)) {
            case 0 -> LETTERS[random.nextInt(LETTERS.length)];
            case 1 -> "[a" + LETTERS[random.nextInt(LETTERS.length)] + "]";
            case 2 -> "(" + randomPattern(random, depth - 1) + "|" + randomPattern(random, depth - 1) + ")";
            case 3 -> "(" + randomPattern(random, 0) + randomPattern(random, depth - 1) + ")?";
            default -> randomPattern(random, depth - 1) + "(" + randomPattern(random, 0) + "){0,2}";
        };
    }

    @Test
    void control_tokens_follow_only_where_the_grammar_has_them() {
        SmallVocabulary vocabulary =
                SmallVocabulary.of(List.of("<|end|>", "<think>", "</think>"), "a", "<think>", "</", "think>");
        Grammar grammar = Grammar.sequence(Grammar.control("<think>"), Grammar.text(), Grammar.control("</think>"));
        TokenMasks masks = new TokenMasks(vocabulary, Set.of(vocabulary.controlId("<|end|>")));
        int open = vocabulary.controlId("<think>");
        int close = vocabulary.controlId("</think>");

        GrammarState thinking = masks.advance(grammar.start(), open);

        assertThat(masks.allowed(grammar.start()).stream()).containsExactly(open);
        assertThat(masks.forced(grammar.start())).containsExactly(open);
        assertThat(masks.allowed(thinking).stream()).containsExactly(0, 1, 2, 3, close);
        assertThat(masks.advance(thinking, close).isComplete()).isTrue();
        assertThat(grammar.matches("<think>a</think>")).isTrue();
        assertThat(grammar.matchesBeginning("<think>a</th")).isTrue();
        assertThat(grammar.matches("a</think>")).isFalse();
    }

    @Test
    void forced_text_is_split_as_the_tokenizer_splits_it() {
        SmallVocabulary vocabulary = SmallVocabulary.withAllBytes("na", "name", "\":", "\"name", " \"");
        TokenMasks masks = new TokenMasks(vocabulary, Set.of(vocabulary.controlId("<|end|>")));
        Grammar grammar =
                Grammar.sequence(Grammar.literal("{\"name\":"), Grammar.regex("[0-9]+"), Grammar.literal("}"));

        int[] forced = masks.forced(grammar.start());

        assertThat(vocabulary.decode(forced)).isEqualTo("{\"name\":");
        assertThat(forced).isEqualTo(vocabulary.encode("{\"name\":")).hasSize(3);
    }

    @Test
    void forced_text_ends_before_a_token_that_could_become_longer() {
        SmallVocabulary vocabulary = SmallVocabulary.withAllBytes("re", "red", "record");
        TokenMasks masks = new TokenMasks(vocabulary, Set.of(vocabulary.controlId("<|end|>")));

        assertThat(vocabulary.decode(
                        masks.forced(Grammar.oneOf("a red", "a record").start())))
                .isEqualTo("a ");
        assertThat(vocabulary.decode(
                        masks.forced(Grammar.oneOf("a rem", "a reb").start())))
                .isEqualTo("a re");
    }

    @Test
    void forced_text_has_whole_characters_only() {
        SmallVocabulary vocabulary = SmallVocabulary.withAllBytes();
        TokenMasks masks = new TokenMasks(vocabulary, Set.of(vocabulary.controlId("<|end|>")));

        // é and è begin with the same byte.
        assertThat(vocabulary.decode(masks.forced(Grammar.oneOf("né", "nè").start())))
                .isEqualTo("n");
    }

    @Test
    void nothing_is_forced_where_the_text_may_end() {
        SmallVocabulary vocabulary = SmallVocabulary.withAllBytes();
        TokenMasks masks = new TokenMasks(vocabulary, Set.of(vocabulary.controlId("<|end|>")));

        assertThat(masks.forced(Grammar.regex("a?").start())).isEmpty();
        assertThat(masks.forced(Grammar.literal("").start())).isEmpty();
    }

    /** The bytes of a token one by one lead to where the token leads. */
    @ParameterizedTest
    @MethodSource("seeds")
    void masks_of_json_agree_with_reading_byte_by_byte(long seed) {
        SmallVocabulary vocabulary = SmallVocabulary.withAllBytes(
                "{\"", "\":", "\", \"", "true", "}, {", "]]", "\"}", "\\u", "00", "12.5", "e+", "中", "文\"", "[[[",
                " \"a", "\\\"", "\\\\");
        TokenMasks masks = new TokenMasks(vocabulary, Set.of(vocabulary.controlId("<|end|>")));
        Random random = new Random(seed);
        GrammarState state = Grammar.json(new JsonStyle(3, random.nextInt(3))).start();
        ByteArrayOutputStream written = new ByteArrayOutputStream();

        for (int step = 0; step < 40 && !state.isComplete(); step++) {
            BitSet allowed = masks.allowed(state);
            for (int id = 0; id < vocabulary.size(); id++) {
                assertThat(allowed.get(id)).as("token %s after %s", id, written).isEqualTo(masks.allows(state, id));
            }
            int[] ids = allowed.stream().filter(id -> !vocabulary.isControl(id)).toArray();
            // Rather the long tokens, which cross from one part into the next.
            int id = ids[ids.length - 1 - (int) (ids.length * Math.pow(random.nextDouble(), 3))];
            written.writeBytes(vocabulary.bytes(id));
            state = masks.advance(state, id);
        }
    }
}
