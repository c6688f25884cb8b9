package dev.qwen4j.model.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.model.Batching;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.grammar.Grammar;
import dev.qwen4j.model.grammar.SmallVocabulary;
import dev.qwen4j.model.grammar.TokenMasks;
import dev.qwen4j.model.transformer.Transformer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Many requests, and a tenth as many that are cancelled at some moment, leave a process as large as it was. With {@code
 * -Dqwen4j.test.requests=10000} it takes a minute.
 */
@Timeout(600)
class ManyRequestsTest {
    private static final int REQUESTS = Integer.getInteger("qwen4j.test.requests", 1_000);
    private static final int BEFORE_MEASURING = Math.max(500, REQUESTS / 2);
    private static final int CALLERS = 10;

    /** Of the requests of a caller that are answered, for one that is cancelled. */
    private static final int ANSWERED = 10;

    /** What the JVM's compiler takes while it still works, once. Ten thousand requests that leave 4 KB each are more. */
    private static final long NOISE_BYTES = 32 << 20;

    @Test
    @EnabledOnOs(OS.LINUX)
    void memory_and_threads_stay_flat() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms96m",
                        "-Xmx96m",
                        "-XX:+UseSerialGC",
                        "-XX:+AlwaysPreTouch",
                        "-XX:-UseDynamicNumberOfCompilerThreads",
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dai.djl.offline=true",
                        "-Dqwen4j.test.requests=" + REQUESTS,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Program.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            long[] figures = output.lines()
                    .filter(line -> line.startsWith("report: "))
                    .flatMap(line -> Arrays.stream(line.substring(8).split(" ")))
                    .mapToLong(Long::parseLong)
                    .toArray();
            assertThat(figures).as(output).hasSize(5);
            assertThat(figures[1]).as("bytes").isLessThan(figures[0] + NOISE_BYTES);
            assertThat(figures[3]).as("threads").isLessThanOrEqualTo(figures[2]);
            assertThat(figures[4]).as("cancelled before their end").isBetween(1L, REQUESTS / (long) ANSWERED);
            System.out.println(output.strip());
        } finally {
            process.destroyForcibly();
        }
    }

    /** Prints bytes and threads before and after, and how many requests were cancelled before their end. */
    static final class Program {
        private static final SmallVocabulary VOCABULARY = SmallVocabulary.withAllBytes("the", " name", "12");
        private static final TokenRules RULES =
                new TokenRules(VOCABULARY, Set.of(), new TokenMasks(VOCABULARY, Set.of()));
        private static final Grammar GRAMMAR = Grammar.regex("(name: [a-f]{1,9}, the end; ){1,9}");

        public static void main(String[] arguments) throws Exception {
            try (Checkpoint checkpoint = Checkpoint.open(Path.of("src/test/resources/golden/qwen2"));
                    Narrow model = new Narrow(Transformer.load(checkpoint, Precision.INT8));
                    InferenceThread thread = new InferenceThread();
                    PrefixCache prefixes = new PrefixCache(model, 4 << 20);
                    Batcher batcher = new Batcher(thread, model, prefixes, RULES, 32, 3, Batching.DEFAULT);
                    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
                    ScheduledExecutorService cancels = Executors.newSingleThreadScheduledExecutor()) {
                run(batcher, callers, cancels, BEFORE_MEASURING);
                long bytes = status("VmRSS") * 1024;
                long threads = status("Threads");
                int cancelled = run(batcher, callers, cancels, REQUESTS);
                System.out.println("report: " + bytes + " " + status("VmRSS") * 1024 + " " + threads + " "
                        + status("Threads") + " " + cancelled);
            }
        }

        /** @return how many were cancelled before they ended */
        private static int run(Batcher batcher, ExecutorService callers, ScheduledExecutorService cancels, int requests)
                throws Exception {
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                Random random = new Random(i);
                Callable<Integer> caller = () -> {
                    int cancelled = 0;
                    for (int request = 0; request < requests / CALLERS; request++) {
                        ask(batcher, random);
                        if (request % ANSWERED == 0) {
                            cancelled += cancelled(batcher, random, cancels);
                        }
                    }
                    return cancelled;
                };
                counts.add(callers.submit(caller));
            }
            int cancelled = 0;
            for (Future<Integer> count : counts) {
                cancelled += count.get();
            }
            System.gc();
            return cancelled;
        }

        private static int cancelled(Batcher batcher, Random random, ScheduledExecutorService cancels)
                throws Exception {
            Thread caller = Thread.currentThread();
            Future<?> cancel = cancels.schedule(caller::interrupt, random.nextInt(4000), TimeUnit.MICROSECONDS);
            int cancelled = 0;
            try {
                ask(batcher, random);
            } catch (InterruptedException e) {
                cancelled = 1;
            }
            while (!cancel.isDone()) {
                Thread.onSpinWait();
            }
            Thread.interrupted();
            return cancelled;
        }

        private static void ask(Batcher batcher, Random random) throws InterruptedException {
            int[] prompt = random.ints(1 + random.nextInt(40), 'a', 'f').toArray();
            GenerationConfig config = GenerationConfig.GREEDY.withMaxNewTokens(1 + random.nextInt(4));
            batcher.complete(prompt, random.nextBoolean() ? config : config.withGrammar(GRAMMAR), piece -> {});
        }

        private static long status(String key) throws IOException {
            return Pattern.compile(key + ":\\s+(\\d+)")
                    .matcher(Files.readString(Path.of("/proc/self/status")))
                    .results()
                    .mapToLong(line -> Long.parseLong(line.group(1)))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Knows as many tokens as the vocabulary. */
    private record Narrow(Transformer whole) implements ForwardPass {
        @Override
        public int vocabularyRows() {
            return Program.VOCABULARY.size();
        }

        @Override
        public double ntkAlpha(int promptTokens) {
            return whole.ntkAlpha(promptTokens);
        }

        @Override
        public Sequence begin(int promptTokens) {
            return whole.begin(promptTokens);
        }

        @Override
        public List<float[]> append(List<Step> steps) {
            return whole.append(steps).stream().map(this::narrowed).toList();
        }

        private float[] narrowed(float[] rows) {
            int wide = whole.vocabularyRows();
            float[] narrow = new float[rows.length / wide * vocabularyRows()];
            for (int i = 0; i < rows.length / wide; i++) {
                System.arraycopy(rows, i * wide, narrow, i * vocabularyRows(), vocabularyRows());
            }
            return narrow;
        }

        @Override
        public void close() {
            whole.close();
        }
    }
}
