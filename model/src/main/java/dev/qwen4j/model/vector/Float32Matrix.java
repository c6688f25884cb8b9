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
    void dotTwo(int row, Inputs inputs, int one, int other, float[] outputs) {
        float[] x = inputs.values;
        int at = inputs.start(one);
        int next = inputs.start(other);
        long from = weights + 4L * row * columns;
        FloatVector a = Lanes.zero(), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
        for (int i = 0; i < columns; i += Lanes.FOUR) {
            FloatVector w = floats(from + 4L * i);
            a = w.fma(floats(x, at + i), a);
            e = w.fma(floats(x, next + i), e);
            w = floats(from + 4L * (i + Lanes.COUNT));
            b = w.fma(floats(x, at + i + Lanes.COUNT), b);
            f = w.fma(floats(x, next + i + Lanes.COUNT), f);
            w = floats(from + 4L * (i + 2 * Lanes.COUNT));
            c = w.fma(floats(x, at + i + 2 * Lanes.COUNT), c);
            g = w.fma(floats(x, next + i + 2 * Lanes.COUNT), g);
            w = floats(from + 4L * (i + 3 * Lanes.COUNT));
            d = w.fma(floats(x, at + i + 3 * Lanes.COUNT), d);
            h = w.fma(floats(x, next + i + 3 * Lanes.COUNT), h);
        }
        outputs[one * rows + row] = Lanes.sum(a, b, c, d);
        outputs[other * rows + row] = Lanes.sum(e, f, g, h);
    }
}
