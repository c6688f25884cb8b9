package dev.qwen4j.model.vector;

import static dev.qwen4j.model.vector.Lanes.converted;
import static dev.qwen4j.model.vector.Lanes.floats;
import static dev.qwen4j.model.vector.Lanes.ints;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * In bytes, with a factor for each token. Four neighbours lie in an integer; {@link Lanes#COUNT} integers give four
 * vectors, of all first ones, all second ones, and so on.
 */
final class Int8KeyValues implements KeyValues {
    private static final float LARGEST = 127;

    /** The limits of the factor in attention.py. */
    private static final float LEAST_SCALE = 1e-30f;

    private static final float GREATEST_SCALE = 1e30f;

    private final int headDim;

    /** @param headDim a multiple of {@link Lanes#FOUR} */
    Int8KeyValues(int headDim) {
        this.headDim = headDim;
    }

    @Override
    public int bytes() {
        return headDim;
    }

    @Override
    public void store(Head head, int position, float[] from, int at) {
        float greatest = 0;
        for (int i = at; i < at + headDim; i++) {
            greatest = Math.max(greatest, Math.abs(from[i]));
        }
        float scale = Math.clamp(greatest / LARGEST, LEAST_SCALE, GREATEST_SCALE);
        long to = head.numbers() + (long) position * headDim;
        for (int i = 0; i < headDim; i++) {
            Lanes.put(to + i, (byte) Math.rint(from[at + i] / scale));
        }
        Lanes.put(head.scales() + 4L * position, scale);
    }

    @Override
    public void arrange(float[] query, int at, float[] to) {
        for (int block = 0; block < headDim; block += Lanes.FOUR) {
            for (int i = 0; i < Lanes.FOUR; i++) {
                to[block + place(i)] = query[at + block + i];
            }
        }
    }

    /** Of the i-th of a block, among its four vectors. */
    private static int place(int i) {
        return i % 4 * Lanes.COUNT + i / 4;
    }

    @Override
    public void scores(Head head, float[] query, int begin, int end, float[] scores) {
        for (int position = begin; position < end; position++) {
            scores[position - begin] = score(head.numbers() + (long) position * headDim, query)
                    * Lanes.floatAt(head.scales() + 4L * position);
        }
    }

    private float score(long key, float[] query) {
        FloatVector a = Lanes.zero(), b = a, c = a, d = a;
        for (int i = 0; i < headDim; i += Lanes.FOUR) {
            IntVector k = ints(key + i);
            a = number(k, 24).fma(floats(query, i), a);
            b = number(k, 16).fma(floats(query, i + Lanes.COUNT), b);
            c = number(k, 8).fma(floats(query, i + 2 * Lanes.COUNT), c);
            d = number(k, 0).fma(floats(query, i + 3 * Lanes.COUNT), d);
        }
        return Lanes.sum(a, b, c, d);
    }

    /** The byte that becomes the highest one when shifted by so many bits. */
    private static FloatVector number(IntVector bytes, int bits) {
        return converted(bytes.lanewise(VectorOperators.LSHL, bits).lanewise(VectorOperators.ASHR, 24));
    }

    @Override
    public void mix(Head head, float[] weights, int begin, int end, float[] to, int at) {
        for (int block = 0; block < headDim; block += Lanes.FOUR) {
            mixBlock(head, block, weights, begin, end, to, at + block);
        }
    }

    private void mixBlock(Head head, int block, float[] weights, int begin, int end, float[] to, int at) {
        FloatVector a = Lanes.zero(), b = a, c = a, d = a;
        for (int position = begin; position < end; position++) {
            float scaled = weights[position - begin] * Lanes.floatAt(head.scales() + 4L * position);
            FloatVector weight = FloatVector.broadcast(Lanes.FLOATS, scaled);
            IntVector v = ints(head.numbers() + (long) position * headDim + block);
            a = number(v, 24).fma(weight, a);
            b = number(v, 16).fma(weight, b);
            c = number(v, 8).fma(weight, c);
            d = number(v, 0).fma(weight, d);
        }
        for (int lane = 0; lane < Lanes.COUNT; lane++) {
            to[at + 4 * lane] = a.lane(lane);
            to[at + 4 * lane + 1] = b.lane(lane);
            to[at + 4 * lane + 2] = c.lane(lane);
            to[at + 4 * lane + 3] = d.lane(lane);
        }
    }
}
