package dev.qwen4j.model.transformer;

import dev.qwen4j.model.KvType;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.checkpoint.QwenConfig;
import java.util.List;

/**
 * Runs forward passes of a few tokens outside PyTorch, over the weights and the caches that PyTorch has in its memory.
 * What one of the two has read the other goes on from.
 *
 * <p>Not thread-safe.
 */
public interface Decoder extends AutoCloseable {
    /** Tokens of one pass at most: where reading weights is what takes time. */
    int MOST_ROWS = 8;

    /** Found by {@link java.util.ServiceLoader}. */
    interface Provider {
        /**
         * Whether there are kernels for a model's matrices and heads.
         *
         * @param precision never {@link Precision#AUTO}
         */
        boolean fits(QwenConfig config, Precision precision, KvType kvType);

        /** Prepares for a decoder that will be asked for soon; returns at once. */
        void prepare(Precision precision, KvType kvType);

        /**
         * @param weights stay where they are until the decoder is closed
         * @param threads that work at once
         * @throws IllegalArgumentException if there is no kernel for a matrix
         */
        Decoder decoder(Weights weights, int threads);
    }

    /**
     * Logits after each row that wants them, in the order of the rows; writes keys and values into the caches.
     *
     * @param rows at most {@link #MOST_ROWS}; those of one sequence in the order of their positions
     */
    List<float[]> step(List<Row> rows);

    @Override
    void close();

    /** What numbers a tensor holds. */
    enum Type {
        F32,
        F16,
        BF16,
        I8,
        U8
    }

    /** A contiguous tensor {@code [rows, columns]}; what has one dimension is one row. */
    record Tensor(long address, Type type, int rows, int columns) {}

    /** A matrix that consists of the tensors of {@code matrix_*.py}: values, then scales, then offsets. */
    record Matrix(List<Tensor> parts) {}

    /** Empty lists for what an architecture does not have. */
    record Layer(
            Tensor attentionNorm,
            Matrix qkv,
            List<Tensor> qkvBias,
            List<Tensor> headNorms,
            Matrix attentionOut,
            Tensor mlpNorm,
            Matrix gateUp,
            Matrix down) {}

    /**
     * All weights of a model.
     *
     * @param kvType form of keys and values
     */
    record Weights(
            QwenConfig config, KvType kvType, Tensor embedding, List<Layer> layers, Tensor finalNorm, Matrix head) {}

    /**
     * Keys and values of a sequence in memory, {@code [kvHeads, capacity, headDim]} for each layer.
     *
     * @param keys addresses of each layer's keys
     * @param keyScales addresses of {@code [kvHeads, capacity]} factors; empty if keys and values are no bytes
     */
    record Cache(long[] keys, long[] keyScales, long[] values, long[] valueScales, int capacity) {}

    /**
     * A token of a sequence.
     *
     * @param angles cosines, then sines, {@code [2, positions, headDim / 2]}
     * @param queryScale LogN factor at the position
     */
    record Row(int token, int position, Cache cache, float[] angles, float queryScale, boolean wantsLogits) {}
}
