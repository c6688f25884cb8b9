package dev.qwen4j.model.decode;

import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.ModelException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;

/**
 * The sampler of {@code generation_config.json}: repetition penalty, then temperature, then top-k, then top-p, then a
 * draw from what is left. Greedy takes the most probable token after the penalty.
 */
final class ConfiguredSampler implements Sampler {
    private final GenerationConfig config;
    private final SplittableRandom random;

    ConfiguredSampler(GenerationConfig config) {
        this.config = config;
        this.random = new SplittableRandom(config.seed());
    }

    @Override
    public int next(float[] logits, BitSet seen) {
        penalize(logits, seen);
        int best = argMax(logits);
        if (!config.doSample() || config.topK() == 1) {
            return best;
        }
        double[] weights = weights(logits, logits[best]);
        int[] candidates = candidates(weights);
        return draw(candidates, weights);
    }

    private void penalize(float[] logits, BitSet seen) {
        float penalty = (float) config.repetitionPenalty();
        if (penalty == 1) {
            return;
        }
        for (int id = seen.nextSetBit(0); id >= 0 && id < logits.length; id = seen.nextSetBit(id + 1)) {
            logits[id] = logits[id] < 0 ? logits[id] * penalty : logits[id] / penalty;
        }
    }

    private static int argMax(float[] logits) {
        int best = 0;
        for (int id = 0; id < logits.length; id++) {
            if (!(logits[id] < Float.POSITIVE_INFINITY)) { // neither NaN nor too large to be one
                throw notANumber(id);
            }
            if (logits[id] > logits[best]) {
                best = id;
            }
        }
        return best;
    }

    /** What to throw rather than to go on with garbage. */
    static ModelException notANumber(int id) {
        return new ModelException("the model computed a logit that is not a number for token " + id
                + ": run it with --dtype fp32; if that is no help, the checkpoint is damaged, download it again");
    }

    /** Probabilities up to a common factor; the most probable token has 1. */
    private double[] weights(float[] logits, float greatest) {
        double[] weights = new double[logits.length];
        for (int id = 0; id < logits.length; id++) {
            weights[id] = Math.exp((logits[id] - greatest) / config.temperature());
        }
        return weights;
    }

    /** The ids that top-k and top-p leave, most probable first; all with a weight, unordered, if neither is set. */
    private int[] candidates(double[] weights) {
        int[] ids = new int[weights.length];
        boolean cut = config.topK() > 0 || config.topP() < 1;
        double total = Arrays.stream(weights).sum();
        // Tokens below this can never be among the most probable ones that reach top-p, all of them together being
        // worth less than 1 - top-p; leaving them out makes sorting cheap.
        double threshold = config.topK() > 0 ? 0 : (1 - config.topP()) * total / weights.length;
        int count = 0;
        for (int id = 0; id < weights.length; id++) {
            // What has no weight, as a token that a grammar forbids, must not be drawn even where rounding leaves a
            // rest.
            if (weights[id] > 0 && (!cut || weights[id] >= threshold)) {
                ids[count++] = id;
            }
        }
        if (!cut) {
            return Arrays.copyOf(ids, count);
        }
        int[] ordered = Arrays.stream(ids, 0, count)
                .boxed()
                .sorted((a, b) -> weights[a] == weights[b] ? a - b : Double.compare(weights[b], weights[a]))
                .mapToInt(Integer::intValue)
                .toArray();
        int kept = config.topK() > 0 ? Math.min(config.topK(), ordered.length) : ordered.length;
        if (config.topP() < 1) {
            double mass = config.topK() > 0 ? sum(ordered, kept, weights) : total;
            double reached = 0;
            int i = 0;
            while (i < kept && reached < config.topP() * mass) {
                reached += weights[ordered[i++]];
            }
            kept = Math.max(i, 1);
        }
        return Arrays.copyOf(ordered, kept);
    }

    private static double sum(int[] ids, int count, double[] weights) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += weights[ids[i]];
        }
        return sum;
    }

    private int draw(int[] candidates, double[] weights) {
        double left = random.nextDouble() * sum(candidates, candidates.length, weights);
        for (int id : candidates) {
            left -= weights[id];
            if (left < 0) {
                return id;
            }
        }
        return candidates[candidates.length - 1];
    }
}
