package dev.qwen4j.model.transformer;

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
     * @return {@code [2, positions, headDim / 2]}, row-major: cosines, then sines
     */
    static float[] build(int positions, int headDim, double base, double alpha) {
        double grown = base * Math.pow(alpha, headDim / (headDim - 2.0));
        int half = headDim / 2;
        float[] table = new float[2 * positions * half];
        for (int i = 0; i < half; i++) {
            double frequency = Math.pow(grown, -2.0 * i / headDim);
            for (int p = 0; p < positions; p++) {
                table[p * half + i] = (float) Math.cos(p * frequency);
                table[(positions + p) * half + i] = (float) Math.sin(p * frequency);
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
