package dev.qwen4j.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.model.Completion;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.ForwardingModel;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.Usage;
import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.tools.FunctionTool;
import dev.qwen4j.tools.Parameters;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolException;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Runs of slow models with slow tools, some of which are deaf to interrupts. The seed of each is its number.
 *
 * <p>Time that a thread which does nothing but sleep is delayed meanwhile does not count, so that a busy machine is not taken
 * for a fault.
 */
@Timeout(120)
class DeadlineTest {
    private static final int RUNS = 2000;
    private static final int AT_ONCE = 32;
    private static final Duration STEP = Duration.ofMillis(60);

    @Test
    void runs_end_within_their_deadline_and_one_decode_step() throws Exception {
        Semaphore places = new Semaphore(AT_ONCE);
        List<Future<Duration>> late = new ArrayList<>();
        try (Metronome metronome = new Metronome();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (long seed = 0; seed < RUNS; seed++) {
                places.acquire();
                late.add(threads.submit(run(seed, places, metronome)));
            }
            List<Duration> tooLate = new ArrayList<>();
            for (Future<Duration> each : late) {
                if (each.get().compareTo(STEP) > 0) {
                    tooLate.add(each.get());
                }
            }

            assertThat(tooLate).as("later than %s, of %s runs", STEP, RUNS).hasSizeLessThanOrEqualTo(RUNS / 1000);
        }
    }

    /** How long after its deadline a run ended; negative if before. */
    private static Callable<Duration> run(long seed, Semaphore places, Metronome metronome) {
        return () -> {
            try {
                Random random = new Random(seed);
                Duration deadline = Duration.ofMillis(10 + random.nextInt(200));
                Agent agent =
                        new Agent(new SlowModel(random), tools(random), new AgentLimits(100, 1_000_000, deadline));
                long delayed = metronome.delayed();
                long start = System.nanoTime();

                Outcome outcome = agent.run(Transcript.empty().ask("?"), event -> {});

                long taken = System.nanoTime() - start;
                metronome.awaitBeat();
                assertThat(outcome)
                        .as("seed " + seed)
                        .isInstanceOfAny(Outcome.Answered.class, Outcome.OutOfBudget.class);
                assertThat(outcome.answer()).isNotEmpty();
                return Duration.ofNanos(taken - (metronome.delayed() - delayed)).minus(deadline);
            } finally {
                places.release();
            }
        };
    }

    /** Adds up by how much naps are longer than they should be. */
    private static final class Metronome implements AutoCloseable {
        private static final Duration NAP = Duration.ofMillis(1);
        private static final Duration USUAL = Duration.ofMillis(5);
        private final AtomicLong delayed = new AtomicLong();
        private final AtomicLong beats = new AtomicLong();
        private final Thread thread = Thread.ofVirtual().start(this::beat);

        private void beat() {
            try {
                while (true) {
                    long start = System.nanoTime();
                    Thread.sleep(NAP);
                    long late = System.nanoTime() - start - NAP.toNanos();
                    delayed.addAndGet(late > USUAL.toNanos() ? late : 0);
                    beats.incrementAndGet();
                }
            } catch (InterruptedException e) {
                // closed
            }
        }

        long delayed() {
            return delayed.get();
        }

        /** Until what was delayed so far is counted. */
        void awaitBeat() throws InterruptedException {
            long before = beats.get();
            while (beats.get() < before + 1) {
                Thread.sleep(NAP);
            }
        }

        @Override
        public void close() {
            thread.interrupt();
        }
    }

    private static ToolRegistry tools(Random random) {
        long millis = random.nextInt(300);
        return new ToolRegistry(List.of(
                tool("quick", arguments -> ToolOutput.of("done")),
                tool("slow", arguments -> {
                    Thread.sleep(millis);
                    return ToolOutput.of("done");
                }),
                tool("deaf", arguments -> {
                    deafFor(Duration.ofMillis(millis));
                    return ToolOutput.of("done");
                }),
                tool("broken", arguments -> {
                    Thread.sleep(millis / 4);
                    throw new ToolException("broken");
                })));
    }

    private static Tool tool(String name, FunctionTool.Function function) {
        return FunctionTool.builder(name)
                .parameters(Parameters.create().required("n", "integer", "any"))
                .risk(Risk.READ)
                .calls(function);
    }

    /** Does not end before, whoever asks for it. */
    private static void deafFor(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        boolean interrupted = false;
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Calls tools and answers at times; hears an interrupt between two tokens only. */
    private static final class SlowModel extends ForwardingModel {
        private static final String[] TOOLS = {"quick", "slow", "deaf", "broken", "none"};
        private final Random random;
        private final Duration step;

        SlowModel(Random random) {
            super(new ScriptedModel());
            this.random = random;
            step = Duration.ofMillis(random.nextInt((int) STEP.toMillis() - 20));
        }

        @Override
        public Completion complete(Prompt prompt, GenerationConfig config, Consumer<String> onText)
                throws InterruptedException {
            String text = random.nextInt(6) == 0
                    ? " I know.\nFinal Answer: done"
                    : " I look.\nAction: " + TOOLS[random.nextInt(TOOLS.length)] + "\nAction Input: {\"n\": "
                            + random.nextInt(1000) + "}";
            for (String token : text.split("(?<= )")) {
                deafFor(step);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                onText.accept(token);
            }
            return new Completion(text, FinishReason.END_OF_TEXT, new Usage(1, 8));
        }
    }
}
