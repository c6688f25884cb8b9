package dev.qwen4j.model.transformer;

import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.checkpoint.QwenConfig;

/**
 * Memory outside the Java heap that a checkpoint takes while it runs, told before its weights are read.
 *
 * @param bf16WeightBytes of the weights in bfloat16, on a CPU that has instructions for it
 * @param fp32WeightBytes of the weights in float32
 * @param cacheBytesPerToken of the KV cache
 */
public record MemoryNeed(long bf16WeightBytes, long fp32WeightBytes, long cacheBytesPerToken) {
    public static MemoryNeed of(Checkpoint checkpoint) {
        QwenConfig config = checkpoint.config();
        return new MemoryNeed(weights(checkpoint, 2), weights(checkpoint, Float.BYTES), cacheBytesPerToken(config));
    }

    static long cacheBytesPerToken(QwenConfig config) {
        return 2L * config.layers() * config.keyValueHeads() * config.headDim() * Float.BYTES;
    }

    /** The embedding stays in the type in which it is stored; the head is a matrix of its own even where it is tied. */
    private static long weights(Checkpoint checkpoint, int bytes) {
        QwenConfig config = checkpoint.config();
        WeightNames names = WeightNames.of(config.architecture());
        long table = (long) config.vocabularyRows() * config.hiddenSize();
        int storedBytes =
                checkpoint.tensor(names.embedding() + ".weight").type().bytes();
        boolean headStored = checkpoint.has(names.head() + ".weight");
        long matrices = checkpoint.inventory().parameters() - table + (headStored ? 0 : table);
        return table * storedBytes + matrices * bytes;
    }
}
