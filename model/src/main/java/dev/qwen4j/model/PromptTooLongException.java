package dev.qwen4j.model;

/** A prompt that leaves no room for a single new token. Thrown before any work is done. */
public final class PromptTooLongException extends ModelException {
    private final int promptTokens;
    private final int contextLength;

    public PromptTooLongException(int promptTokens, int contextLength) {
        super("the prompt has " + promptTokens + " tokens but the context holds " + contextLength
                + ", prompt and answer together: shorten the prompt");
        this.promptTokens = promptTokens;
        this.contextLength = contextLength;
    }

    public int promptTokens() {
        return promptTokens;
    }

    public int contextLength() {
        return contextLength;
    }
}
