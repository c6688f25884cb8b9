package dev.qwen4j.model.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qwen4j.model.Completion;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.grammar.Grammar;
import dev.qwen4j.model.grammar.SmallVocabulary;
import dev.qwen4j.model.grammar.TokenMasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class GenerationUnderGrammarTest {
    private static final SmallVocabulary VOCABULARY = SmallVocabulary.withAllBytes(
            "name",
            "{\"",
            "\":",
            "\": ",
            ", ",
            "Action",
            "Input",
            " the",
            "12",
            "true",
            "}\n",
            "中文",
            "\", \"",
            "Final Answer");

    private static final int END = VOCABULARY.controlId("<|end|>");
    private static final Grammar REACT = Grammar.choice(
            Grammar.sequence(
                    Grammar.regex("Thought: [a-z ]{0,20}\n"),
                    Grammar.literal("Action: "),
                    Grammar.oneOf("search", "calculator"),
                    Grammar.literal("\nAction Input: "),
                    Grammar.regex("\\{\"name\": [0-9]{1,3}\\}")),
            Grammar.regex("Final Answer: [^\n]{1,20}"));

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void random_logits_write_a_text_of_the_grammar(long seed) {
        for (GenerationConfig config : List.of(
                GenerationConfig.GREEDY,
                sampled(seed),
                sampled(seed).withTopK(5),
                sampled(seed).withTopP(0.5),
                sampled(seed).withRepetitionPenalty(1.3).withTopK(2).withTopP(0.9))) {
            List<String> pieces = new ArrayList<>();

            Completion completion = generation(new RandomLogits(VOCABULARY.size() + 7, seed))
                    .run(new int[] {1}, config.withGrammar(REACT), pieces::add);

            assertThat(completion.finishReason()).isEqualTo(FinishReason.END_OF_TEXT);
            assertThat(REACT.matches(completion.text())).as(completion.text()).isTrue();
            assertThat(String.join("", pieces)).isEqualTo(completion.text());
        }
    }

    private static GenerationConfig sampled(long seed) {
        return GenerationConfig.GREEDY.withDoSample(true).withSeed(seed);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void limit_cuts_a_text_of_the_grammar_and_says_so(long seed) {
        int limit = (int) (1 + seed % 30);

        Completion completion = generation(new RandomLogits(VOCABULARY.size(), seed))
                .run(
                        new int[] {1},
                        GenerationConfig.GREEDY.withMaxNewTokens(limit).withGrammar(REACT),
                        text -> {});

        boolean whole = completion.finishReason() == FinishReason.END_OF_TEXT;
        assertThat(completion.usage().completionTokens()).isLessThanOrEqualTo(limit);
        assertThat(whole || completion.finishReason() == FinishReason.LENGTH).isTrue();
        assertThat(REACT.matchesBeginning(completion.text().replace("\uFFFD", "中")))
                .isTrue();
        assertThat(!whole || REACT.matches(completion.text())).isTrue();
    }

    @Test
    void what_the_grammar_forces_costs_no_forward_pass_of_its_own() {
        RandomLogits logits = new RandomLogits(VOCABULARY.size(), 1);
        Grammar grammar = Grammar.regex("\\{\"name\": (1|2)\\} and the end");

        Completion completion =
                generation(logits).run(new int[] {1}, GenerationConfig.GREEDY.withGrammar(grammar), text -> {});

        assertThat(completion.text()).matches("\\{\"name\": [12]\\} and the end");
        assertThat(completion.finishReason()).isEqualTo(FinishReason.END_OF_TEXT);
        assertThat(completion.usage().forcedTokens())
                .isEqualTo(completion.usage().completionTokens() - logits.passes())
                .isGreaterThan(10);
        // One for the digit; "12" is a token but not allowed, so the digit alone is left to choose.
        assertThat(logits.passes()).isEqualTo(1);
    }

    @Test
    void a_grammar_with_one_text_needs_no_model_at_all() {
        RandomLogits logits = new RandomLogits(VOCABULARY.size(), 1);

        Completion completion = generation(logits)
                .run(new int[] {1}, GenerationConfig.GREEDY.withGrammar(Grammar.literal("the name")), text -> {});

        assertThat(completion.text()).isEqualTo("the name");
        assertThat(completion.finishReason()).isEqualTo(FinishReason.END_OF_TEXT);
        assertThat(logits.passes()).isZero();
    }

    @Test
    void stop_word_ends_a_forced_text_where_it_occurs() {
        Completion completion = generation(new RandomLogits(VOCABULARY.size(), 1))
                .run(
                        new int[] {1},
                        GenerationConfig.GREEDY
                                .withGrammar(Grammar.literal("one name, two"))
                                .withStopWords(List.of("me,")),
                        text -> {});

        assertThat(completion.text()).isEqualTo("one na");
        assertThat(completion.finishReason()).isEqualTo(FinishReason.STOP_WORD);
    }

    @Test
    void whole_text_at_the_limit_is_not_cut() {
        Completion completion = generation(new RandomLogits(VOCABULARY.size(), 1))
                .run(
                        new int[] {1},
                        GenerationConfig.GREEDY
                                .withGrammar(Grammar.regex("[a-c]{3}"))
                                .withMaxNewTokens(3),
                        text -> {});

        assertThat(completion.text()).hasSize(3);
        assertThat(completion.finishReason()).isEqualTo(FinishReason.END_OF_TEXT);
    }

    @Test
    void a_grammar_that_the_vocabulary_cannot_write_is_an_error() {
        SmallVocabulary abc = SmallVocabulary.of("a", "b", "c");
        Alone generation = new Alone(
                new RandomLogits(abc.size(), 1), new TokenRules(abc, Set.of(3), new TokenMasks(abc, Set.of(3))));

        assertThatThrownBy(() -> generation.run(
                        new int[] {1}, GenerationConfig.GREEDY.withGrammar(Grammar.regex("a[xy]")), text -> {}))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("vocabulary");
    }

    @Test
    void logits_that_are_not_numbers_are_an_error_even_where_forbidden() {
        ForwardPass broken = new RandomLogits(VOCABULARY.size(), 1) {
            @Override
            float[] after(int[] tokens) {
                float[] logits = super.after(tokens);
                logits['z'] = Float.NaN;
                return logits;
            }
        };

        assertThatThrownBy(() -> generation(broken)
                        .run(new int[] {1}, sampled(1).withGrammar(Grammar.regex("[ab]")), text -> {}))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("not a number for token 122");
    }

    private static Alone generation(ForwardPass model) {
        return new Alone(model, new TokenRules(VOCABULARY, Set.of(END), new TokenMasks(VOCABULARY, Set.of(END))));
    }
}
