package dev.qwen4j.model.vector;

import dev.qwen4j.model.KvType;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.checkpoint.QwenConfig;
import dev.qwen4j.model.transformer.Decoder;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/** Makes a {@link VectorDecoder} where the CPU has vectors and the model has shapes that fit them. */
public final class VectorDecoderProvider implements Decoder.Provider {
    private static final int NARROWEST_BITS = 128;

    /** For {@link java.util.ServiceLoader}. */
    public VectorDecoderProvider() {}

    @Override
    public boolean fits(QwenConfig config, Precision precision, KvType kvType) {
        // The two halves of a head, which RoPE turns together, are whole vectors; in int8 caches four lie side by side.
        int dimensions = kvType == KvType.INT8 ? Lanes.FOUR : 2 * Lanes.COUNT;
        int columns = precision == Precision.INT4 ? Inputs.BLOCK : Lanes.FOUR;
        return FloatVector.SPECIES_PREFERRED.vectorBitSize() >= NARROWEST_BITS
                && precision != Precision.NF4
                && config.headDim() % dimensions == 0
                && config.hiddenSize() % columns == 0
                && config.mlpSize() % columns == 0
                && config.heads() * config.headDim() % columns == 0;
    }

    @Override
    public void prepare(Precision precision, KvType kvType) {
        WarmUp.start(precision, kvType);
    }

    @Override
    public Decoder decoder(Decoder.Weights weights, int threads) {
        List<LayerWeights> layers =
                weights.layers().stream().map(LayerWeights::of).toList();
        return new VectorDecoder(weights, layers, WeightMatrices.of(weights.head()), new ThreadTeam(threads));
    }
}
