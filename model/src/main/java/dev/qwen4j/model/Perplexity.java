package dev.qwen4j.model;

/**
 * How well a model predicts a text: the lower, the better. The text is cut into windows of one length, each of which is
 * predicted on its own, from its first token on; what is left after the last whole window is not looked at.
 *
 * @param negativeLogLikelihood of a token, given those before it in its window; natural logarithm, mean of all tokens
 * @param tokens how many were predicted: all of a window but its first
 * @param windowLength in tokens
 */
public record Perplexity(double negativeLogLikelihood, long tokens, int windows, int windowLength) {
    /** Among how many equally probable tokens the model is as unsure as it is here; at least 1. */
    public double perplexity() {
        return Math.exp(negativeLogLikelihood);
    }
}
