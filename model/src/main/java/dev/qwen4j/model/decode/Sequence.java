package dev.qwen4j.model.decode;

/**
 * Tokens that a {@link ForwardPass} has read, and what it keeps of them. Whoever asked for it closes it.
 *
 * <p>One whose {@link #append} failed must not be read on or forked: what it keeps may be half of it.
 */
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

    /** Makes what was read, and what will be until there are {@code promptTokens}, a prompt. */
    void extend(int promptTokens);

    /**
     * A sequence of its own that has read the first {@code length} tokens of this one, as the beginning of a prompt of
     * {@code promptTokens}. The caller closes it.
     *
     * @param length 1 to {@link #length()}
     */
    Sequence fork(int length, int promptTokens);

    /** Memory outside the Java heap that it holds. */
    long bytes();

    @Override
    void close();
}
