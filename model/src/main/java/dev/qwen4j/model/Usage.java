package dev.qwen4j.model;

/**
 * Tokens a call cost.
 *
 * @param promptTokens tokens of the prompt
 * @param completionTokens tokens sampled, the end token included
 */
public record Usage(int promptTokens, int completionTokens) {
    public static final Usage NONE = new Usage(0, 0);

    public int totalTokens() {
        return promptTokens + completionTokens;
    }

    /** The sum of two calls. */
    public Usage plus(Usage other) {
        return new Usage(promptTokens + other.promptTokens, completionTokens + other.completionTokens);
    }
}
