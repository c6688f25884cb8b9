package dev.qwen4j.model;

/**
 * How fast a model read a prompt and then wrote, once; or several prompts, and then the answers to all of them together.
 *
 * @param streams prompts
 * @param promptTokens of each prompt
 * @param generatedTokens of each answer
 * @param prefillSeconds from the prompt's tokens to the probabilities of the next one
 * @param decodeSeconds of choosing {@code generatedTokens} tokens and reading each
 */
public record Speed(int streams, int promptTokens, double prefillSeconds, int generatedTokens, double decodeSeconds) {
    /** Tokens of prompts in a second. */
    public double prefillTokensPerSecond() {
        return streams * promptTokens / prefillSeconds;
    }

    /** Generated tokens in a second. */
    public double decodeTokensPerSecond() {
        return streams * generatedTokens / decodeSeconds;
    }

    /** Tokens of both kinds in a second of both, as Qwen's own profiling script counts. */
    public double tokensPerSecond() {
        return streams * (promptTokens + generatedTokens) / (prefillSeconds + decodeSeconds);
    }
}
