package dev.qwen4j.model;

/**
 * Tokens a call cost.
 *
 * @param promptTokens tokens of the prompt
 * @param completionTokens tokens written, the end token included if there was one
 * @param cachedTokens tokens of the prompt that did not have to be read, because an earlier call had begun in the same way
 * @param forcedTokens tokens of the completion that did not have to be sampled, because a grammar or a spent
 *     thinking budget left no choice
 */
public record Usage(int promptTokens, int completionTokens, int cachedTokens, int forcedTokens) {
    public static final Usage NONE = new Usage(0, 0);

    /** Of a call that read all of its prompt and sampled all of its completion. */
    public Usage(int promptTokens, int completionTokens) {
        this(promptTokens, completionTokens, 0, 0);
    }

    public int totalTokens() {
        return promptTokens + completionTokens;
    }

    /** The sum of two calls. */
    public Usage plus(Usage other) {
        return new Usage(
                promptTokens + other.promptTokens,
                completionTokens + other.completionTokens,
                cachedTokens + other.cachedTokens,
                forcedTokens + other.forcedTokens);
    }
}
