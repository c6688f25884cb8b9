package dev.qwen4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.checkpoint.EmbeddedCheckpoint;
import dev.qwen4j.model.decode.ForwardPass;
import dev.qwen4j.model.decode.Sequence;
import dev.qwen4j.model.decode.Step;
import dev.qwen4j.model.transformer.Transformer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a cancel, or a prompt that does not fit, costs: counted in forward passes over the demo model. */
@Timeout(120)
class CancelTest {
    private Gate gate;
    private QwenModel model;

    @BeforeEach
    void load() {
        model = QwenModel.over(EmbeddedCheckpoint.folder(), tokenizer -> {
            try (Checkpoint checkpoint = Checkpoint.open(EmbeddedCheckpoint.folder())) {
                gate = new Gate(Transformer.load(checkpoint, QwenOptions.DEFAULT));
                return gate;
            }
        });
    }

    @AfterEach
    void close() {
        model.close();
        assertThat(gate.open).isZero();
    }

    @Test
    void interrupt_during_a_step_of_the_answer_ends_with_that_step() throws InterruptedException {
        // The prompt is one forward pass, so the third one is for the second token of the answer.
        assertThat(interruptedDuringStep(3, prompt("hello"))).isInstanceOf(InterruptedException.class);

        assertThat(gate.steps).isEqualTo(3);
        assertThat(answer()).isEqualTo("Hello! How can I help you?");
    }

    @Test
    void interrupt_during_a_long_prompt_ends_with_the_piece_that_is_being_read() throws InterruptedException {
        Prompt prompt = prompt("one two three ".repeat(300));
        assertThat(model.countTokens(prompt)).isGreaterThan(2 * QwenOptions.DEFAULT.prefillChunk());

        assertThat(interruptedDuringStep(1, prompt)).isInstanceOf(InterruptedException.class);

        assertThat(gate.steps).isEqualTo(1);
        assertThat(answer()).isEqualTo("Hello! How can I help you?");
    }

    @Test
    void interrupt_before_the_call_reads_nothing() throws InterruptedException {
        Thread.currentThread().interrupt();

        assertThatThrownBy(this::answer).isInstanceOf(InterruptedException.class);

        assertThat(gate.steps).isLessThanOrEqualTo(1);
        assertThat(answer()).isEqualTo("Hello! How can I help you?");
    }

    @Test
    void prompt_that_does_not_fit_is_refused_before_anything_is_read() {
        Prompt prompt = prompt("word ".repeat(3000));

        assertThatThrownBy(() -> model.complete(prompt, GenerationConfig.GREEDY, text -> {}))
                .isInstanceOf(PromptTooLongException.class)
                .hasMessageContainingAll(
                        String.valueOf(model.countTokens(prompt)), String.valueOf(model.contextLength()));
        assertThat(gate.steps).isZero();
    }

    /** What {@code complete} throws to a caller that is interrupted while step {@code step} is computed. */
    private Throwable interruptedDuringStep(int step, Prompt prompt) throws InterruptedException {
        gate.stopAt(step);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread caller = Thread.ofPlatform().start(() -> {
            try {
                model.complete(prompt, GenerationConfig.GREEDY, text -> {});
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        gate.reached.await();
        caller.interrupt();
        // Until it has seen it and waits for the end of the step.
        while (caller.isInterrupted() || caller.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        gate.released.countDown();
        caller.join();
        return thrown.get();
    }

    private String answer() throws InterruptedException {
        return model.complete(prompt("hello"), GenerationConfig.GREEDY, text -> {})
                .text();
    }

    private Prompt prompt(String question) {
        return model.chatTemplate().render(List.of(Message.user(question)));
    }

    /** Counts forward passes and open sequences, and holds one pass up. */
    private static final class Gate implements ForwardPass {
        private final ForwardPass inner;
        private volatile int stop;
        private volatile int steps;
        private volatile int open;
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        Gate(ForwardPass inner) {
            this.inner = inner;
        }

        void stopAt(int step) {
            stop = step;
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // only the inference thread writes
        private void step() {
            steps++;
            if (steps == stop) {
                reached.countDown();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }

        @Override
        public int vocabularyRows() {
            return inner.vocabularyRows();
        }

        @Override
        public double ntkAlpha(int promptTokens) {
            return inner.ntkAlpha(promptTokens);
        }

        @Override
        public Sequence begin(int promptTokens) {
            return new Counted(inner.begin(promptTokens));
        }

        @Override
        public List<float[]> append(List<Step> steps) {
            step();
            return inner.append(steps.stream().map(this::unwrapped).toList());
        }

        private Step unwrapped(Step step) {
            return new Step(((Counted) step.sequence()).sequence, step.tokens(), step.logitRows());
        }

        @Override
        public void close() {
            inner.close();
        }

        private final class Counted implements Sequence {
            private final Sequence sequence;

            @SuppressWarnings("NonAtomicVolatileUpdate")
            Counted(Sequence sequence) {
                this.sequence = sequence;
                open++;
            }

            @Override
            public int length() {
                return sequence.length();
            }

            @Override
            public void truncate(int length) {
                sequence.truncate(length);
            }

            @Override
            public void extend(int promptTokens) {
                sequence.extend(promptTokens);
            }

            @Override
            public Sequence fork(int length, int promptTokens) {
                return new Counted(sequence.fork(length, promptTokens));
            }

            @Override
            public long bytes() {
                return sequence.bytes();
            }

            @Override
            @SuppressWarnings("NonAtomicVolatileUpdate")
            public void close() {
                sequence.close();
                open--;
            }
        }
    }
}
