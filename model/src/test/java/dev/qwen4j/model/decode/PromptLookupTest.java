package dev.qwen4j.model.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.model.Completion;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.grammar.Grammar;
import dev.qwen4j.model.grammar.SmallVocabulary;
import dev.qwen4j.model.grammar.TokenMasks;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class PromptLookupTest {
    private static final SmallVocabulary VOCABULARY = SmallVocabulary.withAllBytes("the", " name", "12");
    private static final int END = VOCABULARY.controlId("<|end|>");
    private static final TokenRules RULES =
            new TokenRules(VOCABULARY, Set.of(END), new TokenMasks(VOCABULARY, Set.of(END)));

    @Test
    void what_came_after_the_same_tokens_is_guessed_the_latest_first() {
        Tokens text = new Tokens(1, 2, 3, 9, 9, 1, 2, 3, 7, 8, 5, 1, 2, 3);

        assertThat(new PromptLookup().draft(text, 2)).containsExactly(7, 8);
        assertThat(new PromptLookup().draft(text, 0)).isEmpty();
        assertThat(new PromptLookup().draft(new Tokens(1, 2, 3, 4), 4)).isEmpty();
    }

    @Test
    void wrong_guesses_are_followed_by_longer_and_longer_silence() {
        Tokens text = new Tokens(1, 2, 3, 9, 1, 2, 3);
        PromptLookup lookup = new PromptLookup();
        int guesses = 0;
        for (int pass = 0; pass < 200; pass++) {
            int drafted = lookup.draft(text, 3).length;
            guesses += drafted > 0 ? 1 : 0;
            lookup.verified(drafted, 0);
        }

        assertThat(guesses).isBetween(5, 15);
    }

    static LongStream seeds() {
        return LongStream.range(0, 150);
    }

    /** Texts that repeat themselves now and then, so that some guesses are right, some in part, and some wrong. */
    @ParameterizedTest
    @MethodSource("seeds")
    void guesses_leave_every_text_as_it_is(long seed) {
        Random random = new Random(seed);
        int[] prompt = random.ints(1 + random.nextInt(40), 'a', 'f').toArray();
        GenerationConfig config = GenerationConfig.GREEDY
                .withMaxNewTokens(1 + random.nextInt(120))
                .withDoSample(random.nextBoolean())
                .withTemperature(0.3)
                .withRepetitionPenalty(random.nextBoolean() ? 1 : 1.1)
                .withSeed(seed);
        if (random.nextBoolean()) {
            config = config.withGrammar(Grammar.regex("(name: [a-f]{1,9}, the end; ){1,9}"));
        }
        Completion plain = new Alone(new Repeating(seed), RULES, 0).run(prompt, config, piece -> {});
        Repeating model = new Repeating(seed);

        Completion guessed = new Alone(model, RULES, 1 + random.nextInt(7)).run(prompt, config, piece -> {});

        assertThat(guessed.written()).isEqualTo(plain.written());
        assertThat(guessed.text()).isEqualTo(plain.text());
        assertThat(guessed.finishReason()).isEqualTo(plain.finishReason());
        assertThat(guessed.usage().completionTokens()).isEqualTo(plain.usage().completionTokens());
        assertThat(guessed.usage().passes())
                .isLessThanOrEqualTo(plain.usage().passes())
                .isEqualTo(model.passes());
        assertThat(model.open()).isZero();
    }

    @Test
    void right_guesses_save_forward_passes() {
        GenerationConfig config = GenerationConfig.GREEDY.withMaxNewTokens(100);
        int[] prompt = {'a', 'b'};

        Completion guessed = new Alone(new Repeating(5), RULES, 7).run(prompt, config, piece -> {});

        assertThat(guessed.usage().draftedTokens()).isPositive();
        assertThat(guessed.usage().tokensPerPass()).isGreaterThan(1.3);
    }

    /** Logits that depend on the last token, mostly. */
    private static final class Repeating extends RandomLogits {
        Repeating(long seed) {
            super(VOCABULARY.size(), seed);
        }

        @Override
        float[] after(int[] tokens) {
            int used = tokens.length % 17 == 16 ? tokens.length : 1;
            float[] logits = super.after(Arrays.copyOfRange(tokens, tokens.length - used, tokens.length));
            logits[END] -= 4;
            return logits;
        }
    }
}
