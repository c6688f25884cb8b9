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
    void dotTwo(int row, Inputs inputs, int one, int other, float[] outputs) {
        float[] x = inputs.values;
        int at = inputs.start(one);
        int next = inputs.start(other);
        long from = weights + (long) row * columns;
        FloatVector a = Lanes.zero(), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
        for (int i = 0; i < columns; i += Lanes.FOUR) {
            IntVector bytes = ints(from + i).lanewise(VectorOperators.XOR, SIGNS);
            FloatVector w = converted(bytes.and(0xFF));
            a = w.fma(floats(x, at + i), a);
            e = w.fma(floats(x, next + i), e);
            w = converted(bytes.and(0xFF00));
            b = w.fma(floats(x, at + i + Lanes.COUNT), b);
            f = w.fma(floats(x, next + i + Lanes.COUNT), f);
            w = converted(bytes.and(0xFF0000));
            c = w.fma(floats(x, at + i + 2 * Lanes.COUNT), c);
            g = w.fma(floats(x, next + i + 2 * Lanes.COUNT), g);
            w = converted(bytes.lanewise(VectorOperators.LSHR, 24));
            d = w.fma(floats(x, at + i + 3 * Lanes.COUNT), d);
            h = w.fma(floats(x, next + i + 3 * Lanes.COUNT), h);
        }
        outputs[one * rows + row] = finished(Lanes.sum(a, b, c, d), row, inputs, one);
        outputs[other * rows + row] = finished(Lanes.sum(e, f, g, h), row, inputs, other);
    }

    private float finished(float sum, int row, Inputs inputs, int inputRow) {
        return (sum - OFFSET * inputs.sum(inputRow)) * Lanes.floatAt(scales + 4L * row);
    }
}
