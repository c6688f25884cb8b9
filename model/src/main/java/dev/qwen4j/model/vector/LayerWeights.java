package dev.qwen4j.model.vector;

import dev.qwen4j.model.transformer.Decoder;
import java.util.List;

/**
 * The weights of one layer.
 *
 * @param qkvBias empty if there is none
 * @param queryNorm empty if there is none; like {@code keyNorm}
 */
record LayerWeights(
        float[] attentionNorm,
        WeightMatrix qkv,
        float[] qkvBias,
        float[] queryNorm,
        float[] keyNorm,
        WeightMatrix attentionOut,
        float[] mlpNorm,
        WeightMatrix gateUp,
        WeightMatrix down) {
    private static final float[] NONE = {};

    /** @throws IllegalArgumentException if there is no kernel for one of its matrices */
    static LayerWeights of(Decoder.Layer layer) {
        List<Decoder.Tensor> headNorms = layer.headNorms();
        return new LayerWeights(
                vector(layer.attentionNorm()),
                WeightMatrices.of(layer.qkv()),
                layer.qkvBias().isEmpty() ? NONE : vector(layer.qkvBias().getFirst()),
                headNorms.isEmpty() ? NONE : vector(headNorms.getFirst()),
                headNorms.isEmpty() ? NONE : vector(headNorms.getLast()),
                WeightMatrices.of(layer.attentionOut()),
                vector(layer.mlpNorm()),
                WeightMatrices.of(layer.gateUp()),
                WeightMatrices.of(layer.down()));
    }

    /** The float32 numbers of a tensor with one dimension. */
    static float[] vector(Decoder.Tensor tensor) {
        float[] numbers = new float[tensor.columns()];
        Lanes.copy(tensor.address(), numbers, 0, numbers.length);
        return numbers;
    }
}
