package dev.qwen4j.model.vector;

import static dev.qwen4j.model.vector.Lanes.floats;

import jdk.incubator.vector.FloatVector;

/** float32 weights. */
final class Float32Matrix extends WeightMatrix {
    private final long weights;

    Float32Matrix(long weights, int rows, int columns) {
        super(rows, columns, 1);
        this.weights = weights;
    }

    @Override
    float dot(int row, Inputs inputs) {
        float[] x = inputs.values;
        long from = weights + 4L * row * columns;
        FloatVector a = Lanes.zero(), b = a, c = a, d = a;
        for (int i = 0; i < columns; i += Lanes.FOUR) {
            a = floats(from + 4L * i).fma(floats(x, i), a);
            b = floats(from + 4L * (i + Lanes.COUNT)).fma(floats(x, i + Lanes.COUNT), b);
            c = floats(from + 4L * (i + 2 * Lanes.COUNT)).fma(floats(x, i + 2 * Lanes.COUNT), c);
            d = floats(from + 4L * (i + 3 * Lanes.COUNT)).fma(floats(x, i + 3 * Lanes.COUNT), d);
        }
        return Lanes.sum(a, b, c, d);
    }

    @Override
    void unpack(int row, float[] to, int at) {
        Lanes.copy(weights + 4L * row * columns, to, at, columns);
    }

    @Override
    float finished(float sum, int row, Inputs inputs, int inputRow) {
        return sum;
    }
}
