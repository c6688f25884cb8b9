package dev.qwen4j.model.decode;

/** Tokens that a {@link ForwardPass} has read, and what it keeps of them. Whoever asked for it closes it. */
public interface Sequence extends AutoCloseable {
    /** Tokens read. */
    int length();

    /**
     * Reads {@code tokens} on.
     *
     * @param tokens at least one
     * @return logits of the token after the last one, {@code [vocabularyRows]}
     */
    float[] append(int[] tokens);

    /** The same with the logits after each of the tokens: {@code [tokens, vocabularyRows]}, row-major. */
    float[] appendEach(int[] tokens);

    @Override
    void close();
}
