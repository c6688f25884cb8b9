package dev.qwen4j.model.vector;

import dev.qwen4j.model.transformer.Decoder;

/** The vectors of tokens, in the type in which the checkpoint stores them. */
final class Embedding {
    private final Decoder.Tensor rows;

    Embedding(Decoder.Tensor rows) {
        this.rows = rows;
    }

    void read(int token, float[] to, int at) {
        int columns = rows.columns();
        long first = (long) token * columns;
        for (int i = 0; i < columns; i++) {
            to[at + i] = switch (rows.type()) {
                case F32 -> Lanes.floatAt(rows.address() + 4 * (first + i));
                case BF16 -> Float.intBitsToFloat(Lanes.shortAt(rows.address() + 2 * (first + i)) << 16);
                case F16 -> Float.float16ToFloat(Lanes.shortAt(rows.address() + 2 * (first + i)));
                case I8, U8 -> throw new IllegalStateException("an embedding of integers");
            };
        }
    }
}
