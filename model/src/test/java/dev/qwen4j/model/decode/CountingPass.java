package dev.qwen4j.model.decode;

import java.util.Arrays;
import java.util.List;

/** A forward pass whose logits tell exactly what was read, and which counts what is open and what was read. */
final class CountingPass implements ForwardPass {
    static final int BYTES_PER_TOKEN = 10;

    private final int trainedLength;
    int open;
    int tokensRead;
    boolean failing;

    /** @param trainedLength in tokens; longer prompts have another growth */
    CountingPass(int trainedLength) {
        this.trainedLength = trainedLength;
    }

    @Override
    public int vocabularyRows() {
        return 2;
    }

    @Override
    public double ntkAlpha(int promptTokens) {
        return promptTokens <= trainedLength ? 1 : 3;
    }

    @Override
    public Sequence begin(int promptTokens) {
        return new Read(new int[0], ntkAlpha(promptTokens));
    }

    @Override
    public List<float[]> append(List<Step> steps) {
        return steps.stream()
                .map(step -> ((Read) step.sequence()).append(step.tokens()))
                .toList();
    }

    @Override
    public void close() {}

    /** What a sequence under this growth answers that has read these tokens. */
    static float[] logits(int[] tokens, double alpha) {
        int hash = Arrays.hashCode(tokens) * 31 + (int) alpha;
        return new float[] {hash & 0xffff, hash >>> 16};
    }

    private final class Read implements Sequence {
        private final double alpha;
        private int[] tokens;
        private boolean closed;

        Read(int[] tokens, double alpha) {
            this.tokens = tokens;
            this.alpha = alpha;
            open++;
        }

        @Override
        public int length() {
            return tokens.length;
        }

        float[] append(int[] more) {
            requireOpen();
            if (failing) {
                throw new IllegalStateException("failing");
            }
            int known = tokens.length;
            tokens = Arrays.copyOf(tokens, known + more.length);
            System.arraycopy(more, 0, tokens, known, more.length);
            tokensRead += more.length;
            return logits(tokens, alpha);
        }

        @Override
        public void truncate(int length) {
            requireOpen();
            tokens = Arrays.copyOf(tokens, length);
        }

        @Override
        public void extend(int promptTokens) {
            requireOpen();
        }

        @Override
        public Sequence fork(int length, int promptTokens) {
            requireOpen();
            return new Read(Arrays.copyOf(tokens, length), alpha);
        }

        @Override
        public long bytes() {
            return (long) BYTES_PER_TOKEN * tokens.length;
        }

        @Override
        public void close() {
            requireOpen();
            closed = true;
            open--;
        }

        private void requireOpen() {
            if (closed) {
                throw new IllegalStateException("closed");
            }
        }
    }
}
