package dev.qwen4j.model;

/**
 * How requests share a model.
 *
 * @param sequences requests that are answered together, at least 1; the others wait in the order they came
 * @param waiting requests that may wait, 0 or more; one more is refused with a {@link QueueFullException}
 */
public record Batching(int sequences, int waiting) {
    /** Eight together, as many rows of a matrix product cost little more than one; 128 waiting. */
    public static final Batching DEFAULT = new Batching(8, 128);

    public Batching {
        if (sequences < 1) {
            throw new IllegalArgumentException("sequences must be at least 1 but is " + sequences);
        }
        if (waiting < 0) {
            throw new IllegalArgumentException("waiting must be 0 or more but is " + waiting);
        }
    }
}
