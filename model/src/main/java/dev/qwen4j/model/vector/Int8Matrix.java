package dev.qwen4j.model.vector;

import static dev.qwen4j.model.vector.Lanes.converted;
import static dev.qwen4j.model.vector.Lanes.floats;
import static dev.qwen4j.model.vector.Lanes.ints;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Signed bytes with a scale for each row. The kernel turns them into unsigned ones, which are larger by 128, because those
 * can be masked out of an integer in one operation.
 */
final class Int8Matrix extends WeightMatrix {
    private static final int SIGNS = 0x80808080;
    private static final int OFFSET = 128;

    private final long weights;
    private final long scales;

    Int8Matrix(long weights, long scales, int rows, int columns) {
        super(rows, columns, 4);
        this.weights = weights;
        this.scales = scales;
    }

    @Override
    float dot(int row, Inputs inputs) {
        float[] x = inputs.values;
        long from = weights + (long) row * columns;
        FloatVector a = Lanes.zero(), b = a, c = a, d = a;
        for (int i = 0; i < columns; i += Lanes.FOUR) {
            IntVector w = ints(from + i).lanewise(VectorOperators.XOR, SIGNS);
            a = converted(w.and(0xFF)).fma(floats(x, i), a);
            b = converted(w.and(0xFF00)).fma(floats(x, i + Lanes.COUNT), b);
            c = converted(w.and(0xFF0000)).fma(floats(x, i + 2 * Lanes.COUNT), c);
            d = converted(w.lanewise(VectorOperators.LSHR, 24)).fma(floats(x, i + 3 * Lanes.COUNT), d);
        }
        return finished(Lanes.sum(a, b, c, d), row, inputs, 0);
    }

    @Override
    void unpack(int row, float[] to, int at) {
        long from = weights + (long) row * columns;
        for (int i = 0; i < columns; i += Lanes.FOUR) {
            IntVector w = ints(from + i).lanewise(VectorOperators.XOR, SIGNS);
            converted(w.and(0xFF)).intoArray(to, at + i);
            converted(w.and(0xFF00)).intoArray(to, at + i + Lanes.COUNT);
            converted(w.and(0xFF0000)).intoArray(to, at + i + 2 * Lanes.COUNT);
            converted(w.lanewise(VectorOperators.LSHR, 24)).intoArray(to, at + i + 3 * Lanes.COUNT);
        }
    }

    @Override
    float finished(float sum, int row, Inputs inputs, int inputRow) {
        return (sum - OFFSET * inputs.sum(inputRow)) * Lanes.floatAt(scales + 4L * row);
    }
}
