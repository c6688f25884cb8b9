package dev.qwen4j.model.transformer;

import dev.qwen4j.model.KvType;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.checkpoint.QwenConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Memory outside the Java heap that a checkpoint takes while it runs, told before its weights are read.
 *
 * @param weightBytes of the weights in each precision but {@link Precision#AUTO}; bfloat16 on a CPU that has instructions
 *     for it
 * @param cacheBytesPerToken of a KV cache in float32
 * @param int8CacheBytesPerToken of a KV cache in int8
 */
public record MemoryNeed(Map<Precision, Long> weightBytes, long cacheBytesPerToken, long int8CacheBytesPerToken) {
    public static MemoryNeed of(Checkpoint checkpoint) {
        Map<Precision, Long> bytes = new EnumMap<>(Precision.class);
        for (Precision precision : Precision.values()) {
            if (precision != Precision.AUTO) {
                bytes.put(precision, weights(checkpoint, precision));
            }
        }
        QwenConfig config = checkpoint.config();
        return new MemoryNeed(
                Collections.unmodifiableMap(bytes),
                cacheBytesPerToken(config, KvType.FP32),
                cacheBytesPerToken(config, KvType.INT8));
    }

    /**
     * The same for one precision.
     *
     * @throws IllegalArgumentException if it is {@link Precision#AUTO}
     */
    public long weightBytes(Precision precision) {
        Long bytes = weightBytes.get(precision);
        if (bytes == null) {
            throw new IllegalArgumentException("precision must be one that is chosen but is " + precision);
        }
        return bytes;
    }

    /** Bytes of a token's keys and values in all layers. */
    static long cacheBytesPerToken(QwenConfig config, KvType type) {
        int head = switch (type) {
            case FP32 -> config.headDim() * Float.BYTES;
            case BF16 -> config.headDim() * Short.BYTES;
            case INT8 -> config.headDim() + Float.BYTES;
        };
        return 2L * config.layers() * config.keyValueHeads() * head;
    }

    /** The embedding stays in the type in which it is stored; the head is a matrix of its own even where it is tied. */
    private static long weights(Checkpoint checkpoint, Precision precision) {
        QwenConfig config = checkpoint.config();
        WeightNames names = WeightNames.of(config.architecture());
        MatrixLayout layout = new MatrixLayout(config, precision);
        List<MatrixPlan> plans = new ArrayList<>(List.of(layout.head()));
        for (int layer = 0; layer < config.layers(); layer++) {
            plans.addAll(layout.layer(layer).all());
        }
        long table = (long) config.vocabularyRows() * config.hiddenSize();
        long bytes =
                table * checkpoint.tensor(names.embedding() + ".weight").type().bytes();
        long elements = 0;
        for (MatrixPlan plan : plans) {
            elements += plan.elements();
            boolean packed = precision != Precision.BF16
                    && precision != Precision.FP32
                    && plan.linears().stream().anyMatch(linear -> checkpoint.isQuantized(linear.name()));
            bytes += packed ? packedBytes(checkpoint, plan) : plan.bytes();
        }
        long stored = checkpoint.inventory().parameters();
        long matricesStored = elements - (checkpoint.has(names.head() + ".weight") ? 0 : table);
        long normsAndBiases = stored - table - matricesStored;
        return bytes + normsAndBiases * Float.BYTES;
    }

    /** Words as stored; scales and offsets in at most float32. */
    private static long packedBytes(Checkpoint checkpoint, MatrixPlan plan) {
        long bytes = 0;
        for (MatrixPlan.Linear linear : plan.linears()) {
            bytes += checkpoint.tensor(linear.name() + ".qweight").bytes()
                    + 4 * checkpoint.tensor(linear.name() + ".scales").bytes();
        }
        return bytes;
    }
}
