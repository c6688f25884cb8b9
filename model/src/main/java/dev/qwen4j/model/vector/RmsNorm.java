package dev.qwen4j.model.vector;

import jdk.incubator.vector.FloatVector;

/** RMSNorm: numbers by the root of their mean square, times a weight for each. */
final class RmsNorm {
    private final double epsilon;

    RmsNorm(double epsilon) {
        this.epsilon = epsilon;
    }

    /** Of the numbers from {@code at} on, as many as there are weights; a multiple of {@link Lanes#COUNT}. */
    void apply(float[] from, int at, float[] weights, float[] to, int toAt) {
        FloatVector squares = Lanes.zero();
        for (int i = 0; i < weights.length; i += Lanes.COUNT) {
            FloatVector x = Lanes.floats(from, at + i);
            squares = x.fma(x, squares);
        }
        float mean = Lanes.sum(squares) / weights.length;
        float factor = (float) (1 / Math.sqrt(mean + epsilon));
        for (int i = 0; i < weights.length; i += Lanes.COUNT) {
            Lanes.floats(from, at + i).mul(factor).mul(Lanes.floats(weights, i)).intoArray(to, toAt + i);
        }
    }
}
