package dev.qwen4j.model.vector;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** One query head of one token looks at the keys of its sequence. One for each thread: it has room for scores. */
final class Attention {
    private final KeyValues form;
    private final float[] query;
    private float[] scores = new float[0];

    // What the kernels work with.
    private KeyValues.Head keys = new KeyValues.Head(0, 0);
    private KeyValues.Head values = keys;
    private float[] to = scores;

    private final Kernel score;
    private final Kernel softmax;
    private final Kernel mix;

    Attention(KeyValues form, int headDim) {
        this.form = form;
        this.query = new float[headDim];
        this.score = Kernel.of((first, end, unused) -> form.scores(keys, query, first, end, scores));
        this.softmax = Kernel.of((count, unused, unusedToo) -> softmax(scores, count));
        this.mix = Kernel.of((first, end, at) -> form.mix(values, scores, first, end, to, at));
    }

    /**
     * @param queries where the scaled query is, from {@code at} on
     * @param first position that is seen
     * @param end position after the last that is seen
     * @param to gets the result, from {@code toAt} on
     */
    void attend(
            float[] queries,
            int at,
            KeyValues.Head keys,
            KeyValues.Head values,
            int first,
            int end,
            float[] to,
            int toAt) {
        int count = end - first;
        int padded = count + Lanes.COUNT;
        if (scores.length < padded) {
            scores = new float[2 * padded];
        }
        this.keys = keys;
        this.values = values;
        this.to = to;
        form.arrange(queries, at, query);
        score.run(first, end, 0);
        softmax.run(count, 0, 0);
        mix.run(first, end, toAt);
    }

    /** In place. Writes a vector's length beyond {@code count}. */
    static void softmax(float[] scores, int count) {
        Arrays.fill(scores, count, count + Lanes.COUNT, Float.NEGATIVE_INFINITY);
        FloatVector most = Lanes.floats(scores, 0);
        for (int i = Lanes.COUNT; i < count; i += Lanes.COUNT) {
            most = most.max(Lanes.floats(scores, i));
        }
        FloatVector greatest = FloatVector.broadcast(Lanes.FLOATS, most.reduceLanes(VectorOperators.MAX));
        FloatVector sums = Lanes.zero();
        for (int i = 0; i < count; i += Lanes.COUNT) {
            FloatVector e = Lanes.exp(Lanes.floats(scores, i).sub(greatest));
            e.intoArray(scores, i);
            sums = sums.add(e);
        }
        float factor = 1 / Lanes.sum(sums);
        for (int i = 0; i < count; i += Lanes.COUNT) {
            Lanes.floats(scores, i).mul(factor).intoArray(scores, i);
        }
    }
}
