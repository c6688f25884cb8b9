package dev.qwen4j.model;

import java.util.List;

/**
 * How to run a checkpoint: what is not the checkpoint's to say.
 *
 * @param precision arithmetic of the weights
 * @param prefillChunk tokens of a prompt that go through the model together, 1 to 8192: more is quicker up to a point,
 *     takes more memory, and makes a cancel wait longer
 * @param windows for each layer how many tokens a token sees there, itself included, and 0 for all before it; empty for
 *     what the checkpoint says
 */
public record QwenOptions(Precision precision, int prefillChunk, List<Integer> windows) {
    private static final int LARGEST_CHUNK = 8192;

    /** Arithmetic by the CPU, chunks of 512 tokens, the checkpoint's windows. */
    public static final QwenOptions DEFAULT = new QwenOptions(Precision.AUTO, 512, List.of());

    public QwenOptions {
        if (prefillChunk < 1 || prefillChunk > LARGEST_CHUNK) {
            throw new IllegalArgumentException(
                    "prefillChunk must be 1 to " + LARGEST_CHUNK + " tokens but is " + prefillChunk);
        }
        windows = List.copyOf(windows);
    }

    /** The same in another arithmetic. */
    public QwenOptions withPrecision(Precision precision) {
        return new QwenOptions(precision, prefillChunk, windows);
    }

    /** The same with prompts cut into other chunks. */
    public QwenOptions withPrefillChunk(int tokens) {
        return new QwenOptions(precision, tokens, windows);
    }

    /** The same with other windows. */
    public QwenOptions withWindows(List<Integer> windows) {
        return new QwenOptions(precision, prefillChunk, windows);
    }
}
