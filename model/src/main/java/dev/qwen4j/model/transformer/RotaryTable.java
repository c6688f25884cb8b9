package dev.qwen4j.model.transformer;

import dev.qwen4j.model.checkpoint.Yarn;

/**
 * Rotary position embedding: the angle by which each pair of dimensions turns at each position.
 *
 * <p>Dimension pair {@code i} at position {@code p} turns by {@code p * base^(-2i / headDim)}. Source: RoFormer
 * (Su et al. 2021) and {@code RotaryEmbedding} in Qwen's {@code modeling_qwen.py}.
 */
final class RotaryTable {
    private RotaryTable() {}

    /**
     * Growth of the RoPE base beyond the training length (dynamic NTK):
     * {@code max(1, 2^ceil(log2(n / trained) + 1) - 1)}. Source: {@code get_ntk_alpha} in Qwen's
     * {@code modeling_qwen.py}.
     *
     * @param n tokens of the prompt, at least 1
     * @param trained training length of the checkpoint, in tokens
     * @return dimensionless; exactly 1 up to {@code trained}
     */
    static double ntkAlpha(int n, int trained) {
        if (n <= trained) {
            return 1;
        }
        // In integers, so that a length of exactly trained * 2^k is never rounded up: doublings = ceil(log2(n /
        // trained)).
        int doublings = 0;
        for (long reach = trained; reach < n; reach *= 2) {
            doublings++;
        }
        return Math.pow(2, doublings + 1) - 1;
    }

    /**
     * @param base RoPE theta
     * @param alpha of {@link #ntkAlpha}; 1 leaves the base as it is
     * @return the angle of each pair of dimensions at position 1, {@code [headDim / 2]}
     */
    static double[] frequencies(int headDim, double base, double alpha) {
        double grown = base * Math.pow(alpha, headDim / (headDim - 2.0));
        double[] frequencies = new double[headDim / 2];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = Math.pow(grown, -2.0 * i / headDim);
        }
        return frequencies;
    }

    /**
     * The same under YaRN: fast pairs keep their frequency, slow ones get that divided by the factor, and between pairs
     * {@code low} and {@code high} one goes over into the other. Source: {@code _compute_yarn_parameters} in Hugging
     * Face's {@code modeling_rope_utils.py}.
     */
    static double[] yarnFrequencies(int headDim, double base, Yarn yarn) {
        double[] frequencies = frequencies(headDim, base, 1);
        double low = Math.clamp(Math.floor(pairThatTurns(yarn.betaFast(), headDim, base, yarn)), 0, headDim - 1);
        double high = Math.clamp(Math.ceil(pairThatTurns(yarn.betaSlow(), headDim, base, yarn)), 0, headDim - 1);
        double width = low == high ? 0.001 : high - low;
        for (int i = 0; i < frequencies.length; i++) {
            double slowed = Math.clamp((i - low) / width, 0, 1);
            frequencies[i] *= slowed / yarn.factor() + (1 - slowed);
        }
        return frequencies;
    }

    /** The pair of dimensions, as a fraction, that turns this often within the original length. */
    private static double pairThatTurns(double turns, int headDim, double base, Yarn yarn) {
        return headDim * Math.log(yarn.originalLength() / (2 * Math.PI * turns)) / (2 * Math.log(base));
    }

    /**
     * @param scale by which every cosine and sine is multiplied
     * @return {@code [2, positions, frequencies.length]}, row-major: cosines, then sines
     */
    static float[] build(int positions, double[] frequencies, double scale) {
        int half = frequencies.length;
        float[] table = new float[2 * positions * half];
        for (int i = 0; i < half; i++) {
            for (int p = 0; p < positions; p++) {
                table[p * half + i] = (float) (scale * Math.cos(p * frequencies[i]));
                table[(positions + p) * half + i] = (float) (scale * Math.sin(p * frequencies[i]));
            }
        }
        return table;
    }

    /**
     * LogN attention: the query at position {@code p} is multiplied by {@code ln(p + 1) / ln(trained)} where that is
     * above 1. Source: {@code logn_list} in Qwen's {@code modeling_qwen.py}, without the end of its table.
     *
     * @return {@code [positions]}
     */
    static float[] queryScale(int positions, int trained) {
        float[] scale = new float[positions];
        for (int p = 0; p < positions; p++) {
            scale[p] = p + 1 > trained ? (float) (Math.log(p + 1) / Math.log(trained)) : 1;
        }
        return scale;
    }
}
