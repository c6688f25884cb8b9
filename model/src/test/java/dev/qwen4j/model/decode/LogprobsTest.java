package dev.qwen4j.model.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.qwen4j.model.Completion;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.Logprobs;
import dev.qwen4j.model.TokenLogprob;
import dev.qwen4j.model.TokenLogprob.Candidate;
import dev.qwen4j.model.grammar.Grammar;
import dev.qwen4j.model.grammar.SmallVocabulary;
import dev.qwen4j.model.grammar.TokenMasks;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class LogprobsTest {
    private static final SmallVocabulary VOCABULARY =
            SmallVocabulary.withAllBytes("name", "{\"", "\":", ", ", " the", "12", "中文", "}\n");
    private static final int END = VOCABULARY.controlId("<|end|>");
    private static final Grammar GRAMMAR =
            Grammar.regex("\\{\"name\": [0-9]{1,3}, \"the\": \"[a-z中文]{0,9}\"\\} and so on");
    private static final int[] PROMPT = {1};

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    private static Completion run(long seed, int drafts, GenerationConfig config) {
        ForwardPass model = new RandomLogits(VOCABULARY.size() + 7, seed);
        TokenRules rules = new TokenRules(VOCABULARY, Set.of(END), new TokenMasks(VOCABULARY, Set.of(END)));
        return new Alone(model, rules, drafts).run(PROMPT, config, text -> {});
    }

    private static String text(List<TokenLogprob> tokens) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        tokens.forEach(token -> token.chosen().bytes().forEach(bytes::write));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static GenerationConfig sampled(long seed) {
        return GenerationConfig.GREEDY
                .withMaxNewTokens(40)
                .withDoSample(true)
                .withSeed(seed)
                .withTemperature(1.5)
                .withRepetitionPenalty(1.2);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void to_be_asked_for_probabilities_does_not_change_the_text(long seed) {
        for (GenerationConfig config : List.of(
                sampled(seed), sampled(seed).withGrammar(GRAMMAR), GenerationConfig.GREEDY.withGrammar(GRAMMAR))) {
            List<TokenLogprob> told = new ArrayList<>();

            Completion scored = run(seed, 3, config.withLogprobs(new Logprobs(0, told::add)));

            Completion plain = run(seed, 3, config);
            assertThat(scored.text()).isEqualTo(plain.text());
            assertThat(scored.finishReason()).isEqualTo(plain.finishReason());
            assertThat(scored.usage().forcedTokens()).isEqualTo(plain.usage().forcedTokens());
            assertThat(text(told)).isEqualTo(plain.text());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void probabilities_are_those_of_the_model_before_grammar_penalty_and_temperature(long seed) {
        List<TokenLogprob> told = new ArrayList<>();

        run(seed, 0, sampled(seed).withGrammar(GRAMMAR).withLogprobs(new Logprobs(5, told::add)));

        RandomLogits model = new RandomLogits(VOCABULARY.size() + 7, seed);
        int[] text = PROMPT;
        for (TokenLogprob token : told) {
            float[] logits = Arrays.copyOf(model.after(text), VOCABULARY.size());
            double total = Scoring.logSumExp(logits);
            int id = token.chosen().id();
            assertThat(token.chosen().logprob()).isCloseTo(logits[id] - total, within(1e-9));
            assertThat(token.top()).hasSize(5).isSortedAccordingTo((a, b) -> Double.compare(b.logprob(), a.logprob()));
            assertThat(token.top().getFirst().logprob())
                    .isGreaterThanOrEqualTo(token.chosen().logprob());
            assertThat(token.top())
                    .allSatisfy(
                            other -> assertThat(other.logprob()).isCloseTo(logits[other.id()] - total, within(1e-9)));
            text = Arrays.copyOf(text, text.length + 1);
            text[text.length - 1] = id;
        }
        assertThat(told).isNotEmpty();
    }

    @Test
    void tokens_of_a_stop_word_are_not_told() {
        List<TokenLogprob> told = new ArrayList<>();
        GenerationConfig config = GenerationConfig.GREEDY
                .withGrammar(Grammar.literal("one name, two"))
                .withStopWords(List.of(", two"))
                .withLogprobs(new Logprobs(0, told::add));

        Completion completion = run(1, 0, config);

        assertThat(completion.finishReason()).isEqualTo(FinishReason.STOP_WORD);
        assertThat(text(told)).isEqualTo("one name").isEqualTo(completion.text());
    }

    @Test
    void each_token_is_told_before_its_text_and_none_before_its_time() {
        List<String> events = new ArrayList<>();
        ForwardPass model = new RandomLogits(VOCABULARY.size(), 1);
        TokenRules rules = new TokenRules(VOCABULARY, Set.of(END), new TokenMasks(VOCABULARY, Set.of(END)));
        GenerationConfig config = GenerationConfig.GREEDY
                .withGrammar(Grammar.literal("a name, é"))
                .withStopWords(List.of("name, b"))
                .withLogprobs(new Logprobs(
                        0, token -> events.add(VOCABULARY.decode(token.chosen().id()))));

        new Alone(model, rules).run(PROMPT, config, text -> events.add("|" + text));

        int told = 0;
        int shown = 0;
        for (String event : events) {
            if (event.startsWith("|")) {
                shown += event.length() - 1;
                assertThat(told).isGreaterThanOrEqualTo(shown);
            } else {
                // The one before has been shown, or begins what is about to be.
                told += event.equals("\uFFFD") ? 1 : event.length();
            }
        }
        assertThat(shown).isEqualTo("a name, é".length());
    }

    @Test
    void a_token_that_the_model_rules_out_has_a_number_that_json_can_tell() {
        List<Candidate> told = new ArrayList<>();
        ForwardPass model = new RandomLogits(VOCABULARY.size(), 1) {
            @Override
            float[] after(int[] tokens) {
                float[] logits = new float[VOCABULARY.size()];
                Arrays.fill(logits, Float.NEGATIVE_INFINITY);
                logits[END] = 0;
                return logits;
            }
        };
        TokenRules rules = new TokenRules(VOCABULARY, Set.of(END), new TokenMasks(VOCABULARY, Set.of(END)));

        new Alone(model, rules)
                .run(
                        PROMPT,
                        GenerationConfig.GREEDY
                                .withGrammar(Grammar.literal("x"))
                                .withLogprobs(new Logprobs(0, token -> told.add(token.chosen()))),
                        text -> {});

        assertThat(told)
                .singleElement()
                .satisfies(token -> assertThat(token.logprob()).isEqualTo(-9999));
    }
}
