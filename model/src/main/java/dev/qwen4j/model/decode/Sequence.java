package dev.qwen4j.model.decode;

/**
 * Tokens that a {@link ForwardPass} has read, and what it keeps of them. Whoever asked for it closes it.
 *
 * <p>A forward pass that failed leaves it as long as it was; it may be read on.
 */
public interface Sequence extends AutoCloseable {
    /** Tokens read. */
    int length();

    /**
     * Forgets the tokens after the first {@code length}.
     *
     * @param length 1 to {@link #length()}
     */
    void truncate(int length);

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
