package dev.qwen4j.model.vector;

import static dev.qwen4j.model.vector.Lanes.converted;
import static dev.qwen4j.model.vector.Lanes.floats;
import static dev.qwen4j.model.vector.Lanes.ints;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Codes of four bits, eight in an integer: a weight is {@code (code - 8) * scale + offset} with a scale and an offset for
 * each group of a row.
 */
final class Int4Matrix extends WeightMatrix {
    private static final int ZERO = 8;

    private final long codes;
    private final long scales;
    private final long offsets;
    private final int groups;

    /** A column's group is the column shifted by so much. */
    private final int groupShift;

    /**
     * @param scales {@code [rows, columns / group]}, like {@code offsets}
     * @param group a multiple of {@link Inputs#BLOCK}
     */
    Int4Matrix(long codes, long scales, long offsets, int rows, int columns, int group) {
        super(rows, columns, 8);
        this.codes = codes;
        this.scales = scales;
        this.offsets = offsets;
        this.groups = columns / group;
        this.groupShift = Integer.numberOfTrailingZeros(group);
    }

    @Override
    float dot(int row, Inputs inputs) {
        float[] x = inputs.values;
        long from = codes + (long) row * columns / 2;
        long scale = scales + 4L * row * groups;
        FloatVector total = Lanes.zero();
        for (int i = 0; i < columns; i += 8 * Lanes.COUNT) {
            IntVector w = ints(from + i / 2);
            FloatVector a = converted(w.and(0xF)).mul(floats(x, i));
            FloatVector b = converted(w.and(0xF0)).mul(floats(x, i + Lanes.COUNT));
            FloatVector c = converted(w.and(0xF00)).mul(floats(x, i + 2 * Lanes.COUNT));
            FloatVector d = converted(w.and(0xF000)).mul(floats(x, i + 3 * Lanes.COUNT));
            a = converted(w.and(0xF0000)).fma(floats(x, i + 4 * Lanes.COUNT), a);
            b = converted(w.and(0xF00000)).fma(floats(x, i + 5 * Lanes.COUNT), b);
            c = converted(w.and(0xF000000)).fma(floats(x, i + 6 * Lanes.COUNT), c);
            d = converted(w.lanewise(VectorOperators.LSHR, 28)).fma(floats(x, i + 7 * Lanes.COUNT), d);
            float factor = Lanes.floatAt(scale + 4L * (i >> groupShift));
            total = a.add(b).add(c.add(d)).fma(FloatVector.broadcast(Lanes.FLOATS, factor), total);
        }
        return finished(Lanes.sum(total), row, inputs, 0);
    }

    @Override
    void unpack(int row, float[] to, int at) {
        long from = codes + (long) row * columns / 2;
        for (int i = 0; i < columns; i += 8 * Lanes.COUNT) {
            IntVector w = ints(from + i / 2);
            converted(w.and(0xF)).intoArray(to, at + i);
            converted(w.and(0xF0)).intoArray(to, at + i + Lanes.COUNT);
            converted(w.and(0xF00)).intoArray(to, at + i + 2 * Lanes.COUNT);
            converted(w.and(0xF000)).intoArray(to, at + i + 3 * Lanes.COUNT);
            converted(w.and(0xF0000)).intoArray(to, at + i + 4 * Lanes.COUNT);
            converted(w.and(0xF00000)).intoArray(to, at + i + 5 * Lanes.COUNT);
            converted(w.and(0xF000000)).intoArray(to, at + i + 6 * Lanes.COUNT);
            converted(w.lanewise(VectorOperators.LSHR, 28)).intoArray(to, at + i + 7 * Lanes.COUNT);
        }
    }

    private static FloatVector piece(float[] unpacked, int i, float[] x, int j) {
        FloatVector a = floats(unpacked, i).mul(floats(x, j));
        FloatVector b = floats(unpacked, i + Lanes.COUNT).mul(floats(x, j + Lanes.COUNT));
        FloatVector c = floats(unpacked, i + 2 * Lanes.COUNT).mul(floats(x, j + 2 * Lanes.COUNT));
        FloatVector d = floats(unpacked, i + 3 * Lanes.COUNT).mul(floats(x, j + 3 * Lanes.COUNT));
        a = floats(unpacked, i + 4 * Lanes.COUNT).fma(floats(x, j + 4 * Lanes.COUNT), a);
        b = floats(unpacked, i + 5 * Lanes.COUNT).fma(floats(x, j + 5 * Lanes.COUNT), b);
        c = floats(unpacked, i + 6 * Lanes.COUNT).fma(floats(x, j + 6 * Lanes.COUNT), c);
        d = floats(unpacked, i + 7 * Lanes.COUNT).fma(floats(x, j + 7 * Lanes.COUNT), d);
        return a.add(b).add(c.add(d));
    }

    @Override
    void dotTwo(int row, float[] unpacked, int from, Inputs inputs, int one, int other, float[] outputs) {
        for (int i = one; i <= other; i++) {
            outputs[i * rows + row] = dot(row, unpacked, from, inputs, i);
        }
    }

    private float dot(int row, float[] unpacked, int from, Inputs inputs, int inputRow) {
        float[] x = inputs.values;
        int at = inputs.start(inputRow);
        long scale = scales + 4L * row * groups;
        FloatVector total = Lanes.zero();
        for (int i = 0; i < columns; i += 8 * Lanes.COUNT) {
            FloatVector factor = FloatVector.broadcast(Lanes.FLOATS, Lanes.floatAt(scale + 4L * (i >> groupShift)));
            total = piece(unpacked, from + i, x, at + i).fma(factor, total);
        }
        return finished(Lanes.sum(total), row, inputs, inputRow);
    }

    /** Adds what offsets, and codes that are too large by {@link #ZERO}, make of the inputs of each group. */
    @Override
    float finished(float sum, int row, Inputs inputs, int inputRow) {
        int blocks = columns / groups / Inputs.BLOCK;
        long at = 4L * row * groups;
        float more = 0;
        for (int group = 0; group < groups; group++) {
            float inputSum = 0;
            for (int block = 0; block < blocks; block++) {
                inputSum += inputs.blockSum(inputRow, group * blocks + block);
            }
            float offset = Lanes.floatAt(offsets + at + 4L * group) - ZERO * Lanes.floatAt(scales + at + 4L * group);
            more += offset * inputSum;
        }
        return sum + more;
    }
}
