package dev.qwen4j.model.decode;

import java.util.Arrays;
import java.util.Random;

/** Logits that are random but always the same after the same tokens, for tests of what comes after the logits. */
class RandomLogits implements ForwardPass {
    private final int rows;
    private final long seed;
    private int passes;

    RandomLogits(int rows, long seed) {
        this.rows = rows;
        this.seed = seed;
    }

    /** How many forward passes there were. */
    int passes() {
        return passes;
    }

    float[] after(int[] tokens) {
        Random random = new Random(seed * 31 + Arrays.hashCode(tokens));
        float[] logits = new float[rows];
        for (int id = 0; id < rows; id++) {
            logits[id] = 4 * (float) random.nextGaussian();
        }
        return logits;
    }

    @Override
    public int vocabularyRows() {
        return rows;
    }

    @Override
    public Sequence begin(int promptTokens) {
        return new Sequence() {
            private int[] read = {};

            @Override
            public int length() {
                return read.length;
            }

            @Override
            public float[] append(int[] tokens) {
                passes++;
                int known = read.length;
                read = Arrays.copyOf(read, known + tokens.length);
                System.arraycopy(tokens, 0, read, known, tokens.length);
                return after(read);
            }

            @Override
            public float[] appendEach(int[] tokens) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void extend(int promptTokens) {}

            @Override
            public Sequence fork(int length, int promptTokens) {
                throw new UnsupportedOperationException();
            }

            @Override
            public long bytes() {
                return 4L * read.length;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {}
}
