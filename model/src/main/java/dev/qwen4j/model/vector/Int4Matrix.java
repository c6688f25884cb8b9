package dev.qwen4j.model.vector;

import static dev.qwen4j.model.vector.Lanes.converted;
import static dev.qwen4j.model.vector.Lanes.floats;
import static dev.qwen4j.model.vector.Lanes.ints;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Codes of four bits, eight in an integer: a weight is {@code (code - 8) * scale + offset} with a scale and an offset for
 * each group of a row. What four vectors of weights add up to is multiplied with their scale.
 */
final class Int4Matrix extends WeightMatrix {
    private static final int ZERO = 8;

    private final long codes;
    private final long scales;
    private final long offsets;
    private final int groups;

    /** A column's group is the column shifted by so much. */
    private final int groupShift;

    /** @param scales {@code [rows, columns / Inputs.group(columns)]}, like {@code offsets} */
    Int4Matrix(long codes, long scales, long offsets, int rows, int columns) {
        super(rows, columns, 8);
        this.codes = codes;
        this.scales = scales;
        this.offsets = offsets;
        this.groups = columns / Inputs.group(columns);
        this.groupShift = Integer.numberOfTrailingZeros(Inputs.group(columns));
    }

    @Override
    float dot(int row, Inputs inputs) {
        float[] x = inputs.values;
        long from = codes + (long) row * columns / 2;
        long scale = scales + 4L * row * groups;
        FloatVector total = Lanes.zero();
        for (int i = 0; i < columns; i += 8 * Lanes.COUNT) {
            IntVector w = ints(from + i / 2);
            FloatVector sum = converted(w.and(0xF)).mul(floats(x, i));
            sum = converted(w.and(0xF0)).fma(floats(x, i + Lanes.COUNT), sum);
            sum = converted(w.and(0xF00)).fma(floats(x, i + 2 * Lanes.COUNT), sum);
            sum = converted(w.and(0xF000)).fma(floats(x, i + 3 * Lanes.COUNT), sum);
            FloatVector next = converted(w.and(0xF0000)).mul(floats(x, i + 4 * Lanes.COUNT));
            next = converted(w.and(0xF00000)).fma(floats(x, i + 5 * Lanes.COUNT), next);
            next = converted(w.and(0xF000000)).fma(floats(x, i + 6 * Lanes.COUNT), next);
            next = converted(w.lanewise(VectorOperators.LSHR, 28)).fma(floats(x, i + 7 * Lanes.COUNT), next);
            FloatVector factor = FloatVector.broadcast(Lanes.FLOATS, Lanes.floatAt(scale + 4L * (i >> groupShift)));
            total = next.fma(factor, sum.fma(factor, total));
        }
        return finished(Lanes.sum(total), row, inputs, 0);
    }

    /** Four codes of each integer at a time: the loop over eight is longer than what the JVM compiles well. */
    @Override
    void dotTwo(int row, Inputs inputs, int one, int other, float[] outputs) {
        float[] x = inputs.values;
        int at = inputs.start(one);
        int next = inputs.start(other);
        long from = codes + (long) row * columns / 2;
        long scale = scales + 4L * row * groups;
        FloatVector total = Lanes.zero();
        FloatVector nextTotal = total;
        for (int i = 0; i < columns; i += Lanes.FOUR) {
            int half = i / Lanes.FOUR;
            IntVector codes =
                    ints(from + (long) (half >> 1) * Lanes.FOUR).lanewise(VectorOperators.LSHR, (half & 1) << 4);
            FloatVector w = converted(codes.and(0xF));
            FloatVector sum = w.mul(floats(x, at + i));
            FloatVector nextSum = w.mul(floats(x, next + i));
            w = converted(codes.and(0xF0));
            sum = w.fma(floats(x, at + i + Lanes.COUNT), sum);
            nextSum = w.fma(floats(x, next + i + Lanes.COUNT), nextSum);
            w = converted(codes.and(0xF00));
            sum = w.fma(floats(x, at + i + 2 * Lanes.COUNT), sum);
            nextSum = w.fma(floats(x, next + i + 2 * Lanes.COUNT), nextSum);
            w = converted(codes.and(0xF000));
            sum = w.fma(floats(x, at + i + 3 * Lanes.COUNT), sum);
            nextSum = w.fma(floats(x, next + i + 3 * Lanes.COUNT), nextSum);
            FloatVector factor = FloatVector.broadcast(Lanes.FLOATS, Lanes.floatAt(scale + 4L * (i >> groupShift)));
            total = sum.fma(factor, total);
            nextTotal = nextSum.fma(factor, nextTotal);
        }
        outputs[one * rows + row] = finished(Lanes.sum(total), row, inputs, one);
        outputs[other * rows + row] = finished(Lanes.sum(nextTotal), row, inputs, other);
    }

    /** Adds what offsets, and codes that are too large by {@link #ZERO}, make of the inputs of each group. */
    private float finished(float sum, int row, Inputs inputs, int inputRow) {
        long scale = scales + 4L * row * groups;
        long offset = offsets + 4L * row * groups;
        int at = inputRow * groups;
        float more = 0;
        for (int i = 0; i < groups; i++) {
            more += (Lanes.floatAt(offset + 4L * i) - ZERO * Lanes.floatAt(scale + 4L * i)) * inputs.groupSums[at + i];
        }
        return sum + more;
    }
}
