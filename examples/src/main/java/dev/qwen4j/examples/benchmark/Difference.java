package dev.qwen4j.examples.benchmark;

import java.util.Locale;

/** How far logits are from others, summed up over positions of a text. */
final class Difference {
    static final String HEADER =
            "| model | precision | greatest error | mean error | same token, % | perplexity |\n|---|---|--:|--:|--:|--:|";

    private double greatest;
    private double sum;
    private long logits;
    private long same;
    private long positions;
    private double negativeLogLikelihood;

    /** @param token the one that follows in the text */
    void add(float[] expected, float[] actual, int token) {
        for (int i = 0; i < expected.length; i++) {
            double error = Math.abs(actual[i] - expected[i]);
            greatest = Math.max(greatest, error);
            sum += error;
        }
        logits += expected.length;
        positions++;
        same += mostProbable(actual) == mostProbable(expected) ? 1 : 0;
        negativeLogLikelihood += logSumExp(actual) - actual[token];
    }

    double greatest() {
        return greatest;
    }

    /** Of the text, in the measured logits. */
    double perplexity() {
        return Math.exp(negativeLogLikelihood / positions);
    }

    /** A row of the table under {@link #HEADER}, without the first two cells. */
    String row() {
        return String.format(
                Locale.ROOT,
                "%.4f | %.4f | %.1f | %.4f |",
                greatest,
                sum / logits,
                100.0 * same / positions,
                perplexity());
    }

    static int mostProbable(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    private static double logSumExp(float[] logits) {
        double top = logits[mostProbable(logits)];
        double total = 0;
        for (float logit : logits) {
            total += Math.exp(logit - top);
        }
        return top + Math.log(total);
    }
}
