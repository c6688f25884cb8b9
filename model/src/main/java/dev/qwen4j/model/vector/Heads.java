package dev.qwen4j.model.vector;

import dev.qwen4j.model.checkpoint.QwenConfig;
import dev.qwen4j.model.transformer.Decoder;

/** What happens to the queries, keys and values of a token between the product that makes them and attention. */
final class Heads {
    private final QwenConfig config;
    private final RmsNorm norm;
    private final KeyValues form;
    private final int headDim;

    Heads(QwenConfig config, KeyValues form) {
        this.config = config;
        this.norm = new RmsNorm(config.normEpsilon());
        this.form = form;
        this.headDim = config.headDim();
    }

    /**
     * Adds biases, normalizes, rotates, scales queries so that their products with keys are scores, and writes keys and
     * values into the cache.
     *
     * @param numbers queries of all heads, keys, values, from {@code at} on
     */
    void prepare(LayerWeights layer, int layerNumber, Decoder.Row row, float[] numbers, int at) {
        float[] bias = layer.qkvBias();
        for (int i = 0; i < bias.length; i++) {
            numbers[at + i] += bias[i];
        }
        int keys = at + config.heads() * headDim;
        int values = keys + config.keyValueHeads() * headDim;
        for (int head = at; head < values; head += headDim) {
            float[] weights = head < keys ? layer.queryNorm() : layer.keyNorm();
            if (weights.length > 0) {
                norm.apply(numbers, head, weights, numbers, head);
            }
            rotate(numbers, head, row);
        }
        float scale = (float) (row.queryScale() / Math.sqrt(headDim));
        for (int i = at; i < keys; i++) {
            numbers[i] *= scale;
        }
        for (int head = 0; head < config.keyValueHeads(); head++) {
            form.store(keys(row.cache(), layerNumber, head), row.position(), numbers, keys + head * headDim);
            form.store(values(row.cache(), layerNumber, head), row.position(), numbers, values + head * headDim);
        }
    }

    /** RoPE: dimension i turns together with dimension i + headDim / 2. */
    private void rotate(float[] numbers, int at, Decoder.Row row) {
        float[] angles = row.angles();
        int half = headDim / 2;
        int cosines = row.position() * half;
        int sines = cosines + angles.length / 2;
        for (int i = 0; i < half; i++) {
            float a = numbers[at + i];
            float b = numbers[at + half + i];
            float cos = angles[cosines + i];
            float sin = angles[sines + i];
            numbers[at + i] = a * cos - b * sin;
            numbers[at + half + i] = b * cos + a * sin;
        }
    }

    KeyValues.Head keys(Decoder.Cache cache, int layer, int head) {
        return head(cache.keys(), cache.keyScales(), cache.capacity(), layer, head);
    }

    KeyValues.Head values(Decoder.Cache cache, int layer, int head) {
        return head(cache.values(), cache.valueScales(), cache.capacity(), layer, head);
    }

    private KeyValues.Head head(long[] numbers, long[] scales, int capacity, int layer, int head) {
        long tokens = (long) head * capacity;
        return new KeyValues.Head(
                numbers[layer] + tokens * form.bytes(), scales.length == 0 ? 0 : scales[layer] + tokens * Float.BYTES);
    }
}
