package dev.qwen4j.model.decode;

/**
 * What one sequence reads in a {@link ForwardPass}.
 *
 * @param sequence of the pass that reads it
 * @param tokens what comes next in it, at least one; not copied
 * @param everyToken whether the logits after each of the tokens are wanted, not only those after the last
 */
public record Step(Sequence sequence, int[] tokens, boolean everyToken) {
    /** With the logits after the last token. */
    public static Step of(Sequence sequence, int... tokens) {
        return new Step(sequence, tokens, false);
    }

    /** With the logits after each token. */
    public static Step ofEach(Sequence sequence, int... tokens) {
        return new Step(sequence, tokens, true);
    }

    /** Rows of logits that it gives. */
    public int logitRows() {
        return everyToken ? tokens.length : 1;
    }
}
