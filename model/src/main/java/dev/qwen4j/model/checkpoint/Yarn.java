package dev.qwen4j.model.checkpoint;

import dev.qwen4j.model.ModelException;

/**
 * YaRN, a scaling of RoPE that lets a model read beyond the length it was trained on. It holds at every length, short
 * ones included. Source: Peng et al. 2023, with the names of {@code rope_scaling} in {@code config.json}.
 *
 * @param factor by which the context grows, at least 1
 * @param originalLength of the context before, in tokens
 * @param attentionFactor by which every rotated query and key is multiplied
 * @param betaFast pairs of dimensions that turn more often than this within the original length keep their frequency
 * @param betaSlow those that turn less often are slowed down by the whole factor
 */
public record Yarn(double factor, int originalLength, double attentionFactor, double betaFast, double betaSlow) {
    private static final double BETA_FAST = 32;
    private static final double BETA_SLOW = 1;

    /**
     * From an object of type {@code yarn}.
     *
     * @throws ModelException if it has a value that makes no sense, or a key that would change the result and is unknown
     */
    static Yarn read(JsonFile json) {
        for (String key : new String[] {"mscale", "mscale_all_dim"}) {
            if (json.value(key) != null) {
                throw json.wrong(key, "must be absent", String.valueOf(json.value(key)));
            }
        }
        if (!json.flagOr(true, "truncate")) {
            throw json.wrong("truncate", "must be true or absent", false);
        }
        double factor = json.positiveDouble("factor");
        int originalLength = json.positiveInt("original_max_position_embeddings");
        if (factor < 1 || factor * originalLength > Integer.MAX_VALUE) {
            throw json.wrong("factor", "must be from 1 to " + Integer.MAX_VALUE + " / " + originalLength, factor);
        }
        double betaFast = json.positiveDoubleOr(BETA_FAST, "beta_fast");
        double betaSlow = json.positiveDoubleOr(BETA_SLOW, "beta_slow");
        if (betaFast < betaSlow) {
            throw json.wrong("beta_fast", "must be at least beta_slow " + betaSlow, betaFast);
        }
        return new Yarn(
                factor,
                originalLength,
                json.positiveDoubleOr(0.1 * Math.log(factor) + 1, "attention_factor"),
                betaFast,
                betaSlow);
    }

    /** Greatest number of tokens of the grown context. */
    int length() {
        return (int) (factor * originalLength);
    }
}
