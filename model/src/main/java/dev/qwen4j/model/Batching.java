package dev.qwen4j.model;

/**
 * How requests share a model.
 *
 * @param sequences requests that are answered together, at least 1; the others wait in the order they came
 * @param waiting requests that may wait, 0 or more; one more is refused with a {@link QueueFullException}
 * @param deterministic whether a text must be the same, to the bit of every logit, whatever else is answered, however its
 *     prompt is cut into pieces and whatever of it the prefix cache knows: prompts then go through the
 *     decoder, too, or, if PyTorch decodes, through products of eight rows, filled up with zeros, with attention for one
 *     token at a time; either makes long prompts slower to read
 */
public record Batching(int sequences, int waiting, boolean deterministic) {
    /** Eight together, as many rows of a matrix product cost little more than one; 128 waiting. */
    public static final Batching DEFAULT = new Batching(8, 128, false);

    /** The same, or not the same, whatever else is answered. */
    public Batching withDeterministic(boolean value) {
        return new Batching(sequences, waiting, value);
    }

    public Batching {
        if (sequences < 1) {
            throw new IllegalArgumentException("sequences must be at least 1 but is " + sequences);
        }
        if (waiting < 0) {
            throw new IllegalArgumentException("waiting must be 0 or more but is " + waiting);
        }
    }
}
