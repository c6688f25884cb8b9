package dev.qwen4j.model;

/**
 * How fast a model read a prompt and then wrote, once.
 *
 * @param prefillSeconds from the prompt's tokens to the probabilities of the next one
 * @param decodeSeconds of choosing {@code generatedTokens} tokens and reading each
 */
public record Speed(int promptTokens, double prefillSeconds, int generatedTokens, double decodeSeconds) {
    /** Tokens of the prompt in a second. */
    public double prefillTokensPerSecond() {
        return promptTokens / prefillSeconds;
    }

    /** Generated tokens in a second. */
    public double decodeTokensPerSecond() {
        return generatedTokens / decodeSeconds;
    }

    /** Tokens of both kinds in a second of both, as Qwen's own profiling script counts. */
    public double tokensPerSecond() {
        return (promptTokens + generatedTokens) / (prefillSeconds + decodeSeconds);
    }
}
