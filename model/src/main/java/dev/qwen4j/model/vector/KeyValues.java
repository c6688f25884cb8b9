package dev.qwen4j.model.vector;

import dev.qwen4j.model.KvType;

/** Form of the keys, or of the values, of one head in native memory: {@code [tokens, headDim]}. */
interface KeyValues {
    static KeyValues of(KvType type, int headDim) {
        return switch (type) {
            case FP32 -> new FloatKeyValues(headDim);
            case BF16 -> new Bfloat16KeyValues(headDim);
            case INT8 -> new Int8KeyValues(headDim);
        };
    }

    /** Of the numbers of a token. */
    int bytes();

    /** Writes a token's from {@code from}. */
    void store(Head head, int position, float[] from, int at);

    /** A query as {@link #scores} wants it. */
    void arrange(float[] query, int at, float[] to);

    /**
     * Products of the arranged query and the keys from {@code begin} to before {@code end}.
     *
     * @param scores with room for a vector more
     */
    void scores(Head head, float[] query, int begin, int end, float[] scores);

    /** Sum of the values from {@code begin} to before {@code end}, each times its weight. */
    void mix(Head head, float[] weights, int begin, int end, float[] to, int at);

    /**
     * Where a head's keys or values are.
     *
     * @param scales a factor for each token; 0 if there are none
     */
    record Head(long numbers, long scales) {}
}
