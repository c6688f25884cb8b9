package dev.qwen4j.model.vector;

import static dev.qwen4j.model.vector.Lanes.floats;

import jdk.incubator.vector.FloatVector;

/** In float32. */
final class FloatKeyValues implements KeyValues {
    private final int headDim;

    FloatKeyValues(int headDim) {
        this.headDim = headDim;
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
        for (int position = begin; position < end; position++) {
            scores[position - begin] = score(address(head, position), query);
        }
    }

    private float score(long key, float[] query) {
        FloatVector a = Lanes.zero();
        FloatVector b = a;
        int i = 0;
        for (; i + 2 * Lanes.COUNT <= headDim; i += 2 * Lanes.COUNT) {
            a = floats(key + 4L * i).fma(floats(query, i), a);
            b = floats(key + 4L * (i + Lanes.COUNT)).fma(floats(query, i + Lanes.COUNT), b);
        }
        if (i < headDim) {
            a = floats(key + 4L * i).fma(floats(query, i), a);
        }
        return Lanes.sum(a.add(b));
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
