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
    void unpack(int row, float[] to, int at) {
        long from = weights + 2L * row * columns;
        for (int i = 0; i < columns; i += 2 * Lanes.COUNT) {
            IntVector w = ints(from + 2L * i);
            lower(w).intoArray(to, at + i);
            upper(w).intoArray(to, at + i + Lanes.COUNT);
        }
    }

    @Override
    float finished(float sum, int row, Inputs inputs, int inputRow) {
        return sum;
    }

    private static FloatVector lower(IntVector w) {
        return w.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }

    private static FloatVector upper(IntVector w) {
        return w.and(UPPER).reinterpretAsFloats();
    }
}
