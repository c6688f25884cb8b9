package dev.qwen4j.model.vector;

import static dev.qwen4j.model.vector.Lanes.floats;
import static dev.qwen4j.model.vector.Lanes.ints;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** bfloat16 weights: the upper halves of float32 numbers, two in an integer. */
final class Bfloat16Matrix extends WeightMatrix {
    private static final int UPPER = 0xFFFF0000;

    private final long weights;

    Bfloat16Matrix(long weights, int rows, int columns) {
        super(rows, columns, 2);
        this.weights = weights;
    }

    @Override
    float dot(int row, Inputs inputs) {
        float[] x = inputs.values;
        long from = weights + 2L * row * columns;
        FloatVector a = Lanes.zero(), b = a, c = a, d = a;
        for (int i = 0; i < columns; i += Lanes.FOUR) {
            IntVector w = ints(from + 2L * i);
            IntVector next = ints(from + 2L * (i + 2 * Lanes.COUNT));
            a = lower(w).fma(floats(x, i), a);
            b = upper(w).fma(floats(x, i + Lanes.COUNT), b);
            c = lower(next).fma(floats(x, i + 2 * Lanes.COUNT), c);
            d = upper(next).fma(floats(x, i + 3 * Lanes.COUNT), d);
        }
        return Lanes.sum(a, b, c, d);
    }

    @Override
    void dotTwo(int row, Inputs inputs, int one, int other, float[] outputs) {
        float[] x = inputs.values;
        int at = inputs.start(one);
        int next = inputs.start(other);
        long from = weights + 2L * row * columns;
        FloatVector a = Lanes.zero(), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
        for (int i = 0; i < columns; i += Lanes.FOUR) {
            IntVector bits = ints(from + 2L * i);
            FloatVector w = lower(bits);
            a = w.fma(floats(x, at + i), a);
            e = w.fma(floats(x, next + i), e);
            w = upper(bits);
            b = w.fma(floats(x, at + i + Lanes.COUNT), b);
            f = w.fma(floats(x, next + i + Lanes.COUNT), f);
            bits = ints(from + 2L * (i + 2 * Lanes.COUNT));
            w = lower(bits);
            c = w.fma(floats(x, at + i + 2 * Lanes.COUNT), c);
            g = w.fma(floats(x, next + i + 2 * Lanes.COUNT), g);
            w = upper(bits);
            d = w.fma(floats(x, at + i + 3 * Lanes.COUNT), d);
            h = w.fma(floats(x, next + i + 3 * Lanes.COUNT), h);
        }
        outputs[one * rows + row] = Lanes.sum(a, b, c, d);
        outputs[other * rows + row] = Lanes.sum(e, f, g, h);
    }

    private static FloatVector lower(IntVector w) {
        return w.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }

    private static FloatVector upper(IntVector w) {
        return w.and(UPPER).reinterpretAsFloats();
    }
}
