package dev.qwen4j.model.decode;

/**
 * What turns token ids into logits: a transformer with its weights, or a script in tests of everything around it.
 *
 * <p>Not thread-safe: one thread at a time, and best always the same one.
 */
public interface ForwardPass extends AutoCloseable {
    /** Number of logits for each token: the vocabulary and some padding. */
    int vocabularyRows();

    /** An empty sequence for a prompt of this many tokens, which more tokens may follow. The caller closes it. */
    Sequence begin(int promptTokens);

    /**
     * Growth of the RoPE base (dynamic NTK) in the sequence of a prompt of this many tokens; 1 for none. What is kept of a
     * token under one growth is wrong under another.
     */
    default double ntkAlpha(int promptTokens) {
        return 1;
    }

    @Override
    void close();
}
