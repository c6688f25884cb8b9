package dev.qwen4j.agent;

import dev.qwen4j.model.decode.ForwardPass;
import dev.qwen4j.model.decode.Sequence;
import dev.qwen4j.model.decode.Step;
import dev.qwen4j.model.tokenizer.Tokenizer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A model that knows nothing: logits are drawn by lot. Now and then it sets out to write one of some phrases, wherever it
 * is, so that texts hold what steps are made of, in any order, and come to an end.
 */
final class RandomLogits implements ForwardPass {
    private static final int ONE_IN = 4;
    private static final float WANTED = 30;
    private static final float LIKELY = 5;

    private final int vocabulary;
    private final int end;
    private final List<int[]> phrases;
    private final Random random;
    private final Deque<Integer> wanted = new ArrayDeque<>();

    RandomLogits(Tokenizer tokenizer, long seed, List<String> phrases) {
        vocabulary = tokenizer.size();
        end = tokenizer.controlId("<|im_end|>");
        this.phrases = phrases.stream().map(tokenizer::encode).toList();
        random = new Random(seed);
    }

    @Override
    public int vocabularyRows() {
        return vocabulary;
    }

    @Override
    public Sequence begin(int promptTokens) {
        return new Length(0);
    }

    @Override
    public List<float[]> append(List<Step> steps) {
        return steps.stream().map(this::append).toList();
    }

    @Override
    public float[] append(Step step) {
        ((Length) step.sequence()).length += step.tokens().length;
        float[] logits = new float[step.logitRows() * vocabulary];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = random.nextFloat();
        }
        for (int row = 0; row < step.logitRows(); row++) {
            if (wanted.isEmpty() && random.nextInt(ONE_IN) == 0) {
                IntStream.of(phrases.get(random.nextInt(phrases.size()))).forEach(wanted::add);
            }
            logits[row * vocabulary + end] = LIKELY;
            if (!wanted.isEmpty()) {
                logits[row * vocabulary + wanted.remove()] = WANTED;
            }
        }
        return logits;
    }

    @Override
    public void close() {}

    /** Knows how much was read, and nothing of what. */
    private static final class Length implements Sequence {
        private int length;

        Length(int length) {
            this.length = length;
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public void truncate(int shorter) {
            length = shorter;
        }

        @Override
        public void extend(int promptTokens) {}

        @Override
        public Sequence fork(int shorter, int promptTokens) {
            return new Length(shorter);
        }

        @Override
        public long bytes() {
            return Integer.BYTES;
        }

        @Override
        public void close() {}
    }
}
