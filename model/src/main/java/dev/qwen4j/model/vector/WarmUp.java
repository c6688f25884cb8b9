package dev.qwen4j.model.vector;

import dev.qwen4j.model.KvType;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.checkpoint.Architecture;
import dev.qwen4j.model.checkpoint.QwenConfig;
import dev.qwen4j.model.transformer.Decoder;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Has the JVM compile the kernels while weights are still being loaded: until it has, a step takes many times as long.
 * Steps of a tiny model of zeros run on a thread of their own for about a second, once for each kind of kernel.
 */
final class WarmUp {
    private static final Set<Kind> DONE = ConcurrentHashMap.newKeySet();
    private static final long NANOS = 1_000_000_000;
    private static final int HIDDEN = 256;
    private static final int HEADS = 4;
    private static final int HEAD_DIM = 64;
    private static final int MLP = 512;
    private static final int POSITION = 63;

    /** Which kernels a model uses. */
    private record Kind(Precision precision, KvType kvType) {}

    private WarmUp() {}

    static void start(Precision precision, KvType kvType) {
        Kind kind = new Kind(precision, kvType);
        if (DONE.add(kind)) {
            Thread.ofPlatform().name("qwen4j-warm-up").daemon().start(() -> run(kind));
        }
    }

    private static void run(Kind kind) {
        try (Arena arena = Arena.ofConfined()) {
            long zeros = arena.allocate(4L * 2 * MLP * HIDDEN, Float.BYTES).address();
            try (Decoder decoder = decoder(kind, zeros)) {
                Decoder.Row row = row(kind, zeros);
                long end = System.nanoTime() + NANOS;
                while (System.nanoTime() < end) {
                    decoder.step(List.of(row));
                    decoder.step(List.of(row, row, row));
                }
            }
        }
    }

    private static Decoder decoder(Kind kind, long zeros) {
        Decoder.Tensor norm = new Decoder.Tensor(zeros, Decoder.Type.F32, 1, HIDDEN);
        Decoder.Layer layer = new Decoder.Layer(
                norm,
                matrix(kind.precision(), zeros, 3 * HIDDEN, HIDDEN),
                List.of(),
                List.of(),
                matrix(kind.precision(), zeros, HIDDEN, HIDDEN),
                norm,
                matrix(kind.precision(), zeros, 2 * MLP, HIDDEN),
                matrix(kind.precision(), zeros, HIDDEN, MLP));
        Precision head = kind.precision() == Precision.INT4 ? Precision.INT8 : kind.precision();
        Decoder.Weights weights = new Decoder.Weights(
                config(),
                kind.kvType(),
                new Decoder.Tensor(zeros, Decoder.Type.BF16, MLP, HIDDEN),
                List.of(layer),
                norm,
                matrix(head, zeros, MLP, HIDDEN));
        return new VectorDecoderProvider().decoder(weights, 1);
    }

    private static QwenConfig config() {
        return new QwenConfig(
                Architecture.QWEN2,
                HIDDEN,
                1,
                HEADS,
                HEADS,
                HEAD_DIM,
                MLP,
                MLP,
                1e-6,
                1e4,
                null,
                POSITION + 1,
                POSITION + 1,
                false,
                false,
                List.of(0),
                true,
                false,
                false);
    }

    private static Decoder.Matrix matrix(Precision format, long zeros, int rows, int columns) {
        Decoder.Tensor scales = new Decoder.Tensor(zeros, Decoder.Type.F32, rows, columns / Inputs.BLOCK);
        return new Decoder.Matrix(
                switch (format) {
                    case FP32 -> List.of(new Decoder.Tensor(zeros, Decoder.Type.F32, rows, columns));
                    case BF16 -> List.of(new Decoder.Tensor(zeros, Decoder.Type.BF16, rows, columns));
                    case INT8 -> List.of(new Decoder.Tensor(zeros, Decoder.Type.I8, rows, columns), scales);
                    case INT4 -> List.of(new Decoder.Tensor(zeros, Decoder.Type.U8, rows, columns / 2), scales, scales);
                    case AUTO, NF4 -> throw new IllegalArgumentException("no kernel for " + format);
                });
    }

    /** Keys and values go where everything else is: all numbers stay zeros. */
    private static Decoder.Row row(Kind kind, long zeros) {
        long[] place = {zeros};
        long[] scales = kind.kvType() == KvType.INT8 ? place : new long[0];
        Decoder.Cache cache = new Decoder.Cache(place, scales, place, scales, POSITION + 1);
        return new Decoder.Row(0, POSITION, cache, new float[(POSITION + 1) * HEAD_DIM], 1, true);
    }
}
