package dev.qwen4j.model;

/**
 * Tokens a call cost.
 *
 * @param promptTokens tokens of the prompt
 * @param completionTokens tokens written, the end token included if there was one
 * @param cachedTokens tokens of the prompt that an earlier call had read or written, so that they are no part of what
 *     this one costs
 * @param forcedTokens tokens of the completion that did not have to be sampled, because a grammar or a spent
 *     thinking budget left no choice
 * @param draftedTokens tokens of the completion that had been guessed and were read together with those before them
 * @param passes forward passes after which the completion went on
 */
public record Usage(
        int promptTokens, int completionTokens, int cachedTokens, int forcedTokens, int draftedTokens, int passes) {
    public static final Usage NONE = new Usage(0, 0);

    /** Of a call that read all of its prompt and sampled all of its completion, token by token. */
    public Usage(int promptTokens, int completionTokens) {
        this(promptTokens, completionTokens, 0, 0, 0, completionTokens);
    }

    public int totalTokens() {
        return promptTokens + completionTokens;
    }

    /** Tokens of the completion for each forward pass that it took; 0 if it took none. */
    public double tokensPerPass() {
        return passes == 0 ? 0 : (double) completionTokens / passes;
    }

    /** The same for one of several completions of a prompt that another one counts. */
    public Usage withoutPrompt() {
        return new Usage(0, completionTokens, 0, forcedTokens, draftedTokens, passes);
    }

    /** The sum of two calls. */
    public Usage plus(Usage other) {
        return new Usage(
                promptTokens + other.promptTokens,
                completionTokens + other.completionTokens,
                cachedTokens + other.cachedTokens,
                forcedTokens + other.forcedTokens,
                draftedTokens + other.draftedTokens,
                passes + other.passes);
    }
}
