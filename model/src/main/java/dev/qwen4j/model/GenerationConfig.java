package dev.qwen4j.model;

import dev.qwen4j.model.grammar.Grammar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to choose tokens and when to stop, named as in {@code generation_config.json}.
 *
 * @param maxNewTokens upper bound on generated tokens, at least 1
 * @param doSample false picks the most probable token each time (greedy)
 * @param temperature divides the logits before sampling, above 0; ignored when greedy
 * @param topK keeps only the k most probable tokens; 0 keeps all
 * @param topP keeps the smallest set of tokens whose probabilities reach this sum, in (0, 1]
 * @param repetitionPenalty divides positive and multiplies negative logits of tokens that occur in prompt or output;
 *     1 changes nothing. It also penalizes copying, so tool use wants 1
 * @param seed of the sampler: same seed, same prompt, same text
 * @param stopWords generation ends when one of these occurs in the generated text, but not in a thought; the stop word
 *     and what follows are not part of the completion
 * @param thinkingBudget upper bound on the tokens of a thought, 0 or more; null for none. Once it is spent the thought is
 *     closed in the words that Qwen3's authors give for that, and the answer follows. Without effect on models whose
 *     vocabulary has no {@code <think>}
 * @param grammar the texts that may be written; null for any. A completion that ends with
 *     {@link FinishReason#END_OF_TEXT} is one of them, one cut by a limit or a stop word the beginning of one
 * @param logprobs whom to tell how probable each token was; null for nobody
 */
public record GenerationConfig(
        int maxNewTokens,
        boolean doSample,
        double temperature,
        int topK,
        double topP,
        double repetitionPenalty,
        long seed,
        List<String> stopWords,
        @Nullable Integer thinkingBudget,
        @Nullable Grammar grammar,
        @Nullable Logprobs logprobs) {

    /** Greedy, 512 tokens, no penalty, no stop words. */
    public static final GenerationConfig GREEDY =
            new GenerationConfig(512, false, 1.0, 0, 1.0, 1.0, 1234, List.of(), null, null, null);

    public GenerationConfig {
        require(maxNewTokens >= 1, "maxNewTokens must be at least 1", maxNewTokens);
        require(temperature > 0 && temperature <= 100, "temperature must be above 0 and at most 100", temperature);
        require(topK >= 0, "topK must be 0 (all tokens) or more", topK);
        require(topP > 0 && topP <= 1, "topP must be above 0 and at most 1", topP);
        require(
                repetitionPenalty > 0 && repetitionPenalty <= 100,
                "repetitionPenalty must be above 0",
                repetitionPenalty);
        require(
                thinkingBudget == null || thinkingBudget >= 0,
                "thinkingBudget must be 0 tokens or more",
                thinkingBudget);
        stopWords = List.copyOf(stopWords);
        require(stopWords.stream().noneMatch(String::isEmpty), "stopWords must not contain an empty string", stopWords);
    }

    private static void require(boolean condition, String rule, @Nullable Object value) {
        if (!condition) {
            throw new IllegalArgumentException(rule + " but is " + value);
        }
    }

    /** The same with another bound on generated tokens. */
    public GenerationConfig withMaxNewTokens(int value) {
        return new GenerationConfig(
                value,
                doSample,
                temperature,
                topK,
                topP,
                repetitionPenalty,
                seed,
                stopWords,
                thinkingBudget,
                grammar,
                logprobs);
    }

    /** The same, sampling or greedy. */
    public GenerationConfig withDoSample(boolean value) {
        return new GenerationConfig(
                maxNewTokens,
                value,
                temperature,
                topK,
                topP,
                repetitionPenalty,
                seed,
                stopWords,
                thinkingBudget,
                grammar,
                logprobs);
    }

    /** The same at another temperature. */
    public GenerationConfig withTemperature(double value) {
        return new GenerationConfig(
                maxNewTokens,
                doSample,
                value,
                topK,
                topP,
                repetitionPenalty,
                seed,
                stopWords,
                thinkingBudget,
                grammar,
                logprobs);
    }

    /** The same among so many tokens. */
    public GenerationConfig withTopK(int value) {
        return new GenerationConfig(
                maxNewTokens,
                doSample,
                temperature,
                value,
                topP,
                repetitionPenalty,
                seed,
                stopWords,
                thinkingBudget,
                grammar,
                logprobs);
    }

    /** The same among tokens of this probability. */
    public GenerationConfig withTopP(double value) {
        return new GenerationConfig(
                maxNewTokens,
                doSample,
                temperature,
                topK,
                value,
                repetitionPenalty,
                seed,
                stopWords,
                thinkingBudget,
                grammar,
                logprobs);
    }

    /** The same with another penalty on repetition. */
    public GenerationConfig withRepetitionPenalty(double value) {
        return new GenerationConfig(
                maxNewTokens,
                doSample,
                temperature,
                topK,
                topP,
                value,
                seed,
                stopWords,
                thinkingBudget,
                grammar,
                logprobs);
    }

    /** The same with another seed. */
    public GenerationConfig withSeed(long value) {
        return new GenerationConfig(
                maxNewTokens,
                doSample,
                temperature,
                topK,
                topP,
                repetitionPenalty,
                value,
                stopWords,
                thinkingBudget,
                grammar,
                logprobs);
    }

    /** The same with other stop words instead. */
    public GenerationConfig withStopWords(List<String> value) {
        return new GenerationConfig(
                maxNewTokens,
                doSample,
                temperature,
                topK,
                topP,
                repetitionPenalty,
                seed,
                value,
                thinkingBudget,
                grammar,
                logprobs);
    }

    /** The same with another bound on the thought. */
    public GenerationConfig withThinkingBudget(@Nullable Integer value) {
        return new GenerationConfig(
                maxNewTokens,
                doSample,
                temperature,
                topK,
                topP,
                repetitionPenalty,
                seed,
                stopWords,
                value,
                grammar,
                logprobs);
    }

    /** The same under another grammar. */
    public GenerationConfig withGrammar(@Nullable Grammar value) {
        return new GenerationConfig(
                maxNewTokens,
                doSample,
                temperature,
                topK,
                topP,
                repetitionPenalty,
                seed,
                stopWords,
                thinkingBudget,
                value,
                logprobs);
    }

    /** The same with somebody to tell how probable each token was. */
    public GenerationConfig withLogprobs(@Nullable Logprobs value) {
        return new GenerationConfig(
                maxNewTokens,
                doSample,
                temperature,
                topK,
                topP,
                repetitionPenalty,
                seed,
                stopWords,
                thinkingBudget,
                grammar,
                value);
    }
}
