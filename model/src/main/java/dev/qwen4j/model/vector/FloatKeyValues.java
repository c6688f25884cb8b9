package dev.qwen4j.model.vector;

import static dev.qwen4j.model.vector.Lanes.floats;

import jdk.incubator.vector.FloatVector;

/** In float32. */
final class FloatKeyValues implements KeyValues {
    private final int headDim;

    FloatKeyValues(int headDim) {
        this.headDim = headDim;
    }

    @Override
    public int bytes() {
        return headDim * Float.BYTES;
    }

    private long address(Head head, int position) {
        return head.numbers() + 4L * position * headDim;
    }

    @Override
    public void store(Head head, int position, float[] from, int at) {
        Lanes.copy(from, at, address(head, position), headDim);
    }

    @Override
    public void arrange(float[] query, int at, float[] to) {
        System.arraycopy(query, at, to, 0, headDim);
    }

    @Override
    public void scores(Head head, float[] query, int begin, int end, float[] scores) {
        int position = begin;
        if (Lanes.COUNT == 8) {
            for (; position + 4 <= end; position += 4) {
                // Four of them are overwritten next, or are beyond the end.
                scoreFour(address(head, position), query).intoArray(scores, position - begin);
            }
        }
        for (; position < end; position++) {
            scores[position - begin] = score(address(head, position), query);
        }
    }

    private float score(long key, float[] query) {
        FloatVector sum = Lanes.zero();
        for (int i = 0; i < headDim; i += Lanes.COUNT) {
            sum = floats(key + 4L * i).fma(floats(query, i), sum);
        }
        return Lanes.sum(sum);
    }

    /** The same for four keys, added up in the same order. */
    private FloatVector scoreFour(long key, float[] query) {
        FloatVector a = Lanes.zero(), b = a, c = a, d = a;
        long step = bytes();
        for (int i = 0; i < headDim; i += Lanes.COUNT) {
            FloatVector q = floats(query, i);
            long at = key + 4L * i;
            a = floats(at).fma(q, a);
            b = floats(at + step).fma(q, b);
            c = floats(at + 2 * step).fma(q, c);
            d = floats(at + 3 * step).fma(q, d);
        }
        return Lanes.sums(a, b, c, d);
    }

    @Override
    public void mix(Head head, float[] weights, int begin, int end, float[] to, int at) {
        int i = 0;
        for (; i + Lanes.FOUR <= headDim; i += Lanes.FOUR) {
            mixFour(address(head, begin) + 4L * i, weights, end - begin, to, at + i);
        }
        for (; i < headDim; i += Lanes.COUNT) {
            mixOne(address(head, begin) + 4L * i, weights, end - begin, to, at + i);
        }
    }

    private void mixFour(long values, float[] weights, int count, float[] to, int at) {
        FloatVector a = Lanes.zero(), b = a, c = a, d = a;
        long value = values;
        for (int j = 0; j < count; j++) {
            FloatVector weight = FloatVector.broadcast(Lanes.FLOATS, weights[j]);
            a = floats(value).fma(weight, a);
            b = floats(value + 4L * Lanes.COUNT).fma(weight, b);
            c = floats(value + 8L * Lanes.COUNT).fma(weight, c);
            d = floats(value + 12L * Lanes.COUNT).fma(weight, d);
            value += 4L * headDim;
        }
        a.intoArray(to, at);
        b.intoArray(to, at + Lanes.COUNT);
        c.intoArray(to, at + 2 * Lanes.COUNT);
        d.intoArray(to, at + 3 * Lanes.COUNT);
    }

    private void mixOne(long values, float[] weights, int count, float[] to, int at) {
        FloatVector a = Lanes.zero();
        for (int j = 0; j < count; j++) {
            a = floats(values + 4L * j * headDim).fma(FloatVector.broadcast(Lanes.FLOATS, weights[j]), a);
        }
        a.intoArray(to, at);
    }
}
