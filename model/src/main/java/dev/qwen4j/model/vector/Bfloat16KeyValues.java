package dev.qwen4j.model.vector;

import static dev.qwen4j.model.vector.Lanes.floats;
import static dev.qwen4j.model.vector.Lanes.ints;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * In bfloat16. Two neighbours lie in an integer; {@link Lanes#COUNT} integers give two vectors, of all first ones and
 * of all second ones.
 */
final class Bfloat16KeyValues implements KeyValues {
    private static final int UPPER_HALF = 0xffff0000;
    private static final int PAIR = 2 * Lanes.COUNT;

    private final int headDim;

    /** @param headDim a multiple of two vectors */
    Bfloat16KeyValues(int headDim) {
        this.headDim = headDim;
    }

    @Override
    public int bytes() {
        return headDim * Short.BYTES;
    }

    private long address(Head head, int position) {
        return head.numbers() + 2L * position * headDim;
    }

    @Override
    public void store(Head head, int position, float[] from, int at) {
        long to = address(head, position);
        for (int i = 0; i < headDim; i++) {
            Lanes.put(to + 2L * i, rounded(from[at + i]));
        }
    }

    /** To the nearest, halves to even, as PyTorch does it. */
    private static short rounded(float number) {
        int bits = Float.floatToIntBits(number);
        // What is no number must not become one by rounding.
        return (short) (Float.isNaN(number) ? bits >>> 16 : bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }

    @Override
    public void arrange(float[] query, int at, float[] to) {
        for (int block = 0; block < headDim; block += PAIR) {
            for (int i = 0; i < Lanes.COUNT; i++) {
                to[block + i] = query[at + block + 2 * i];
                to[block + Lanes.COUNT + i] = query[at + block + 2 * i + 1];
            }
        }
    }

    @Override
    public void scores(Head head, float[] query, int begin, int end, float[] scores) {
        for (int position = begin; position < end; position++) {
            scores[position - begin] = score(address(head, position), query);
        }
    }

    private float score(long key, float[] query) {
        FloatVector sum = Lanes.zero();
        for (int i = 0; i < headDim; i += PAIR) {
            sum = plus(sum, ints(key + 2L * i), floats(query, i), floats(query, i + Lanes.COUNT));
        }
        return Lanes.sum(sum);
    }

    private static FloatVector plus(FloatVector sum, IntVector pairs, FloatVector one, FloatVector two) {
        return second(pairs).fma(two, first(pairs).fma(one, sum));
    }

    private static FloatVector first(IntVector pairs) {
        return pairs.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }

    private static FloatVector second(IntVector pairs) {
        return pairs.and(UPPER_HALF).reinterpretAsFloats();
    }

    @Override
    public void mix(Head head, float[] weights, int begin, int end, float[] to, int at) {
        int i = 0;
        for (; i + 2 * PAIR <= headDim; i += 2 * PAIR) {
            mixTwo(address(head, begin) + 2L * i, weights, end - begin, to, at + i);
        }
        if (i < headDim) {
            mixOne(address(head, begin) + 2L * i, weights, end - begin, to, at + i);
        }
    }

    private void mixTwo(long values, float[] weights, int count, float[] to, int at) {
        FloatVector a = Lanes.zero(), b = a, c = a, d = a;
        long value = values;
        for (int j = 0; j < count; j++) {
            FloatVector weight = FloatVector.broadcast(Lanes.FLOATS, weights[j]);
            IntVector v = ints(value);
            a = first(v).fma(weight, a);
            b = second(v).fma(weight, b);
            v = ints(value + 4L * Lanes.COUNT);
            c = first(v).fma(weight, c);
            d = second(v).fma(weight, d);
            value += 2L * headDim;
        }
        write(a, b, to, at);
        write(c, d, to, at + PAIR);
    }

    private void mixOne(long values, float[] weights, int count, float[] to, int at) {
        FloatVector a = Lanes.zero(), b = a;
        for (int j = 0; j < count; j++) {
            FloatVector weight = FloatVector.broadcast(Lanes.FLOATS, weights[j]);
            IntVector v = ints(values + 2L * j * headDim);
            a = first(v).fma(weight, a);
            b = second(v).fma(weight, b);
        }
        write(a, b, to, at);
    }

    /** In the order of the numbers again. */
    private static void write(FloatVector first, FloatVector second, float[] to, int at) {
        for (int lane = 0; lane < Lanes.COUNT; lane++) {
            to[at + 2 * lane] = first.lane(lane);
            to[at + 2 * lane + 1] = second.lane(lane);
        }
    }
}
