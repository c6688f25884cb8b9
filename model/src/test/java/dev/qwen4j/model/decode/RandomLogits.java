package dev.qwen4j.model.decode;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Logits that are random but always the same after the same tokens, for tests of what comes after the logits. */
class RandomLogits implements ForwardPass {
    private final int rows;
    private final long seed;
    private int passes;
    private volatile int open;

    RandomLogits(int rows, long seed) {
        this.rows = rows;
        this.seed = seed;
    }

    /** How many forward passes there were. */
    int passes() {
        return passes;
    }

    /** Sequences that were begun and not closed. */
    int open() {
        return open;
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
        return new Read(new int[0]);
    }

    @Override
    public List<float[]> append(List<Step> steps) {
        passes++;
        return steps.stream().map(step -> ((Read) step.sequence()).append(step)).toList();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    private final class Read implements Sequence {
        private int[] read;

        Read(int[] read) {
            this.read = read;
            open++;
        }

        @Override
        public int length() {
            return read.length;
        }

        private float[] append(Step step) {
            float[] logits = new float[step.logitRows() * rows];
            int begin = step.tokens().length - step.logitRows();
            for (int i = 0; i < step.tokens().length; i++) {
                read = Arrays.copyOf(read, read.length + 1);
                read[read.length - 1] = step.tokens()[i];
                if (i >= begin) {
                    System.arraycopy(after(read), 0, logits, (i - begin) * rows, rows);
                }
            }
            return logits;
        }

        @Override
        public void truncate(int length) {
            read = Arrays.copyOf(read, length);
        }

        @Override
        public void extend(int promptTokens) {}

        @Override
        public Sequence fork(int length, int promptTokens) {
            return new Read(Arrays.copyOf(read, length));
        }

        @Override
        public long bytes() {
            return 4L * read.length;
        }

        @Override
        public void close() {
            open--;
        }
    }

    @Override
    public void close() {}
}
