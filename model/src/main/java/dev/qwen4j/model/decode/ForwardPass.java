package dev.qwen4j.model.decode;

import java.util.List;

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
     * Reads on in several sequences in one pass. One that fails leaves all of them as long as they were.
     *
     * @param steps at least one, each of another sequence
     * @return for each step its logits: {@code [logitRows, vocabularyRows]}, row-major
     */
    List<float[]> append(List<Step> steps);

    /** The same in one sequence. */
    default float[] append(Step step) {
        return append(List.of(step)).getFirst();
    }

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
