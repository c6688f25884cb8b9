package dev.qwen4j.model.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class GrammarTest {
    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @Test
    void every_character_and_no_surrogate_is_one_in_utf8() {
        GrammarState start = Grammar.character(0, Character.MAX_CODE_POINT).start();
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            boolean surrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
            byte[] bytes = surrogate
                    ? new byte[] {
                        (byte) 0xed, (byte) (0x80 | (codePoint >> 6 & 0x3f)), (byte) (0x80 | (codePoint & 0x3f))
                    }
                    : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);

            assertThat(start.advance(bytes).isComplete())
                    .as("U+%04X", codePoint)
                    .isEqualTo(!surrogate);
        }
    }

    @Test
    void overlong_and_broken_utf8_is_no_text() {
        GrammarState start = Grammar.text().start();

        assertThat(start.advance(new byte[] {(byte) 0xc0, (byte) 0x80}).isDead())
                .isTrue();
        assertThat(start.advance(new byte[] {(byte) 0xe0, (byte) 0x80, (byte) 0x80})
                        .isDead())
                .isTrue();
        assertThat(start.advance(new byte[] {(byte) 0xf4, (byte) 0x90}).isDead())
                .isTrue();
        assertThat(start.advance(new byte[] {(byte) 0x80}).isDead()).isTrue();
        assertThat(start.advance(new byte[] {(byte) 0xff}).isDead()).isTrue();
        assertThat(start.advance(new byte[] {(byte) 0xe4, (byte) 0xb8}).acceptsEnd())
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void range_of_characters_is_as_its_ends_say(long seed) {
        Random random = new Random(seed);
        int first = random.nextInt(1 << 7 + random.nextInt(14)) % 0xd800;
        int last = Math.min(first + random.nextInt(1 << 1 + random.nextInt(14)), Character.MAX_CODE_POINT);
        Grammar grammar = Grammar.character(first, last);

        for (int codePoint : new int[] {first - 1, first, (first + last) / 2, last, last + 1}) {
            if (codePoint >= 0 && !(codePoint >= 0xd800 && codePoint <= 0xdfff)) {
                assertThat(grammar.matches(Character.toString(codePoint)))
                        .as("U+%04X in U+%04X to U+%04X", codePoint, first, last)
                        .isEqualTo(codePoint >= first && codePoint <= last);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "a|b|",
                "[a-c]+",
                "[^a]*",
                "(?:ab)+?c",
                "\\d{2,3}",
                "\\w*",
                "\\W",
                "\\D+",
                "\\s\\S",
                "[\\d-]+",
                "[\\w.]+@",
                ".*x",
                "a{2,}",
                "(a|b)*abb",
                "\\x61\\u0062",
                "\\.\\*\\[",
                "[\\]a]?|b",
                "[^\\s]b",
                "[^\\W]",
                "a{0}b",
                "((a|b)(c|d)){1,2}",
                "\\t|\\n|\\r|\\f",
                "^ab$|c",
                "é+|[à-ï]",
                "(a*)*b",
                "-|[a-]"
            })
    void regular_expression_matches_what_javas_does(String regex) {
        Grammar grammar = Grammar.regex(regex);
        Pattern pattern = Pattern.compile(regex);
        Random random = new Random(regex.hashCode());
        String letters = "aabbbccdx19é.-_@ \n\t]*[é";
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(6); length > 0; length--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            assertThat(grammar.matches(text.toString()))
                    .as("'%s'", text)
                    .isEqualTo(pattern.matcher(text).matches());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?=a)",
                "(a",
                "a)",
                "[a",
                "*",
                "a**",
                "a++",
                "\\1",
                "\\bx",
                "a{3,2}",
                "a{x}",
                "[b-a]",
                "a^",
                "\\p{L}",
                "a{1000000}",
                "(?<n>a)",
                "[[a]]",
                "\\u12",
                "\\ud83d",
                "[^\\s\\S]",
                "a$b",
                "("
            })
    void what_is_no_regular_expression_here_is_refused_and_says_where(String regex) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Grammar.regex(regex))
                .withMessageContaining("regular expression '" + regex + "' at ");
    }

    @Test
    void groups_nest_only_so_deep() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Grammar.regex("(".repeat(100_000)))
                .withMessageContaining("nested");
    }

    @Test
    void text_ends_with_the_first_marker() {
        Grammar grammar = Grammar.sequence(Grammar.textUntil("\nAction: "), Grammar.oneOf("search", "add"));

        assertThat(grammar.matches("I think\nAction: add")).isTrue();
        assertThat(grammar.matches("\nActio\nAction: search")).isTrue();
        assertThat(grammar.matches("I\nAction: x\nAction: add")).isFalse();
        assertThat(grammar.matchesBeginning("I\nAction: se")).isTrue();
        assertThat(grammar.matchesBeginning("I\nAction: sea ")).isFalse();
    }

    @Test
    void text_never_holds_what_is_forbidden() {
        Grammar grammar = Grammar.textUntil("<end>", "\nObservation:", "ab");

        assertThat(grammar.matches("a b<end>")).isTrue();
        assertThat(grammar.matchesBeginning("\nObservation")).isTrue();
        assertThat(grammar.matchesBeginning("\nObservation:")).isFalse();
        assertThat(grammar.matchesBeginning("aab")).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> Grammar.textUntil("<end>", "end"));
        assertThatIllegalArgumentException().isThrownBy(() -> Grammar.text(""));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void text_with_random_markers_is_what_a_search_finds(long seed) {
        Random random = new Random(seed);
        String marker = letters(random, 1 + random.nextInt(3));
        List<String> never = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            never.add(letters(random, 1 + random.nextInt(3)));
        }
        if (never.stream().anyMatch(word -> marker.contains(word) && !marker.endsWith(word))) {
            return;
        }
        if (never.stream().anyMatch(marker::contains)) {
            return;
        }
        Grammar until = Grammar.textUntil(marker, never.toArray(String[]::new));
        Grammar without = Grammar.text(never.toArray(String[]::new));
        for (int i = 0; i < 300; i++) {
            String text = letters(random, random.nextInt(8));
            String before = text.substring(0, Math.max(0, text.length() - 1));
            boolean first = text.endsWith(marker) && !before.contains(marker);

            assertThat(until.matches(text))
                    .as("'%s' until '%s' never %s", text, marker, never)
                    .isEqualTo(first && never.stream().noneMatch(before::contains));
            assertThat(without.matches(text)).isEqualTo(never.stream().noneMatch(text::contains));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void lines_begin_and_end_as_they_may(long seed) {
        Random random = new Random(seed);
        String first = letters(random, 1 + random.nextInt(2));
        String never = letters(random, 1 + random.nextInt(3));
        String last = letters(random, random.nextInt(3));
        Grammar lines = Grammar.lines(Grammar.literal(first), Grammar.literal(never), Grammar.literal(last));
        for (int i = 0; i < 60; i++) {
            String text = letters(random, random.nextInt(4))
                    + "\n".repeat(random.nextInt(2))
                    + letters(random, random.nextInt(4))
                    + "\n".repeat(random.nextInt(2))
                    + letters(random, random.nextInt(4));
            List<String> each = List.of(text.split("\n", -1));
            boolean begins = !each.getFirst().startsWith(first)
                    && each.stream().skip(1).noneMatch(line -> line.startsWith(never));

            assertThat(lines.matches(text))
                    .as("'%s' without %s, %s, %s", text, first, never, last)
                    .isEqualTo(begins && !each.getLast().equals(last));
            assertThat(lines.matchesBeginning(text)).isEqualTo(begins);
            if (!text.isEmpty()) {
                assertThat(Grammar.nonEmpty(lines).matches(text)).isEqualTo(lines.matches(text));
            }
        }
        assertThat(Grammar.nonEmpty(lines).matches("")).isFalse();
    }

    @Test
    void lines_must_not_begin_with_nothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> Grammar.lines(Grammar.regex("a?")));
        assertThatIllegalArgumentException().isThrownBy(() -> Grammar.nonEmpty(Grammar.literal("")));
    }

    @Test
    void regular_expression_ignores_case_where_asked_to() {
        Grammar grammar = Grammar.regexIgnoringCase("[a-c]x|Ä1");

        assertThat(grammar.matches("Bx")).isTrue();
        assertThat(grammar.matches("bX")).isTrue();
        assertThat(grammar.matches("Ä1")).isTrue();
        assertThat(grammar.matches("ä1")).isFalse();
        assertThat(grammar.matches("dx")).isFalse();
    }

    private static String letters(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(2)));
        }
        return text.toString();
    }

    @Test
    void recursion_is_as_deep_as_said() {
        Grammar brackets = Grammar.recursive(
                3, self -> Grammar.sequence(Grammar.literal("("), Grammar.repeat(self, 0), Grammar.literal(")")));

        assertThat(brackets.matches("(()(()))")).isTrue();
        assertThat(brackets.matchesBeginning("(((")).isTrue();
        assertThat(brackets.matchesBeginning("((((")).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Grammar.recursive(3, self -> Grammar.sequence(Grammar.literal("a"), self)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                          | true
            [1, -2.5e+3, "a\\"\\u00e9"] | true
            {"a":{"b": [true,null]}}    | true
            "\\ud83d\\ude00"            | true
            "\\ud83d"                   | false
            "\\x"                       | false
            01                          | false
            [1,]                        | false
            {"a" :1}                    | false
            {a:1}                       | false
            """)
    void json_is_json(String text, boolean valid) {
        assertThat(Grammar.json().matches(text)).isEqualTo(valid);
    }

    @Test
    void json_has_bounded_depth_and_white_space() {
        assertThat(Grammar.json(new JsonStyle(2, 0)).matches("[[1]]")).isTrue();
        assertThat(Grammar.json(new JsonStyle(2, 0)).matches("[[[1]]]")).isFalse();
        assertThat(Grammar.json(new JsonStyle(2, 0)).matches("[1, 2]")).isFalse();
        assertThat(Grammar.json(new JsonStyle(2, 4)).matches("{\n  \"a\" : [ 1\n ,2 ]\n}"))
                .isTrue();
        assertThat(Grammar.json(new JsonStyle(2, 4)).matchesBeginning("[\n\n\n\n\n\n\n\n\n"))
                .isFalse();
        assertThat(Grammar.jsonObject().matches("[]")).isFalse();
        assertThat(Grammar.jsonObject().matches("{\"a\": 1}")).isTrue();
    }

    @Test
    void equal_forms_are_equal_grammars() {
        assertThat(Grammar.json()).isEqualTo(Grammar.json()).hasSameHashCodeAs(Grammar.json());
        assertThat(Grammar.oneOf("a", "b")).isEqualTo(Grammar.regex("[ab]")).isNotEqualTo(Grammar.literal("a"));
    }
}
