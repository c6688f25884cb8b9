package dev.qwen4j.model.langchain4j;

import dev.qwen4j.model.decode.ForwardPass;
import dev.qwen4j.model.decode.Sequence;
import dev.qwen4j.model.decode.Step;
import dev.qwen4j.model.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;

/** A model that thinks until somebody closes its thought, and then answers. */
record EndlessThought(Tokenizer tokenizer, String thought, String answer) implements ForwardPass {
    @Override
    public int vocabularyRows() {
        return tokenizer.size();
    }

    @Override
    public Sequence begin(int promptTokens) {
        return new Thinking(promptTokens);
    }

    @Override
    public List<float[]> append(List<Step> steps) {
        return steps.stream()
                .map(step -> ((Thinking) step.sequence()).append(step))
                .toList();
    }

    @Override
    public void close() {}

    private final class Thinking implements Sequence {
        private final int promptTokens;
        private int[] read = {};

        Thinking(int promptTokens) {
            this.promptTokens = promptTokens;
        }

        @Override
        public int length() {
            return read.length;
        }

        float[] append(Step step) {
            int rows = tokenizer.size();
            int first = step.tokens().length - step.logitRows();
            float[] logits = new float[step.logitRows() * rows];
            for (int i = 0; i < step.tokens().length; i++) {
                read = Arrays.copyOf(read, read.length + 1);
                read[read.length - 1] = step.tokens()[i];
                if (i >= first) {
                    logits[(i - first) * rows + next()] = 1000;
                }
            }
            return logits;
        }

        @Override
        public void truncate(int length) {
            read = Arrays.copyOf(read, length);
        }

        private int next() {
            int written = read.length - promptTokens;
            if (written <= 0) {
                return tokenizer.controlId("<think>");
            }
            String reply = tokenizer.decode(Arrays.copyOfRange(read, promptTokens, read.length));
            String closed = "</think>\n\n";
            int end = reply.indexOf(closed);
            if (end < 0) {
                return tokenizer.encode(thought.repeat(1000))[written - 1];
            }
            String left = answer.substring(reply.length() - end - closed.length());
            return left.isEmpty()
                    ? tokenizer.controlId("<|im_end|>")
                    : tokenizer.encode(left)[0];
        }

        @Override
        public void extend(int promptTokens) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Sequence fork(int length, int promptTokens) {
            Thinking fork = new Thinking(promptTokens);
            fork.read = Arrays.copyOf(read, length);
            return fork;
        }

        @Override
        public long bytes() {
            return 4L * read.length;
        }

        @Override
        public void close() {}
    }
}
