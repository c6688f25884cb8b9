package dev.qwen4j.model.decode;

/**
 * What one sequence reads in a {@link ForwardPass}.
 *
 * @param sequence of the pass that reads it
 * @param tokens what comes next in it, at least one; not copied
 * @param logitRows after how many of the tokens, the last ones, logits are wanted: 0 to as many as there are
 */
public record Step(Sequence sequence, int[] tokens, int logitRows) {
    /** With the logits after the last token. */
    public static Step of(Sequence sequence, int... tokens) {
        return new Step(sequence, tokens, 1);
    }

    /** With the logits after each token. */
    public static Step ofEach(Sequence sequence, int... tokens) {
        return new Step(sequence, tokens, tokens.length);
    }
}
