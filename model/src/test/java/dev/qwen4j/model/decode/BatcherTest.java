package dev.qwen4j.model.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qwen4j.model.Batching;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.QueueFullException;
import dev.qwen4j.model.grammar.Grammar;
import dev.qwen4j.model.grammar.SmallVocabulary;
import dev.qwen4j.model.grammar.TokenMasks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that are answered together, over logits that depend on nothing but what was read. */
@Timeout(60)
class BatcherTest {
    private static final SmallVocabulary VOCABULARY = SmallVocabulary.withAllBytes("the", " name", "12");
    private static final int END = VOCABULARY.controlId("<|end|>");
    private static final TokenRules RULES =
            new TokenRules(VOCABULARY, Set.of(END), new TokenMasks(VOCABULARY, Set.of(END)));
    private static final Grammar GRAMMAR = Grammar.regex("\\{\"name\": (\"[a-z]{1,9}\"|[0-9]{1,5})\\} and the end");

    /** Small enough for prompts to be read in pieces. */
    private static final int CHUNK = 16;

    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final StepwiseLogits model = new StepwiseLogits();
    private final InferenceThread thread = new InferenceThread();
    private final PrefixCache prefixes = new PrefixCache(model, 1 << 20);

    @AfterEach
    void close() {
        model.go();
        callers.close();
        thread.close();
        prefixes.close();
        assertThat(model.open()).isZero();
    }

    @Test
    void engine_that_gets_on_with_no_pass_is_stalled_until_it_does() throws Exception {
        try (Batcher batcher = batcher(0, new Batching(1, 1, false))) {
            assertThat(batcher.stalled()).isZero();
            Future<Completion> asked =
                    ask(batcher, new int[] {1}, GenerationConfig.GREEDY.withMaxNewTokens(3), text -> {});
            while (batcher.stalled().toMillis() < 50) {
                Thread.sleep(10); // until the time of the test is over
            }

            model.go();
            asked.get();

            while (!batcher.stalled().isZero()) {
                Thread.sleep(10);
            }
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void each_of_many_requests_gets_the_text_it_gets_alone(long seed) throws Exception {
        Random random = new Random(seed);
        model.go();
        Batching batching = new Batching(1 + random.nextInt(8), 100, false);
        List<Future<Completion>> together = new ArrayList<>();
        List<Completion> alone = new ArrayList<>();
        try (Batcher batcher = batcher(random.nextInt(8), batching)) {
            int[] shared = tokens(random, random.nextInt(60));
            for (int i = 0; i < 20; i++) {
                int[] own = tokens(random, 1 + random.nextInt(30));
                int[] prompt = random.nextBoolean() ? own : joined(shared, own);
                GenerationConfig config = config(random);
                alone.add(new Alone(new RandomLogits(VOCABULARY.size(), 1), RULES).run(prompt, config, text -> {}));
                together.add(ask(batcher, prompt, config, text -> {}));
            }
            for (int i = 0; i < together.size(); i++) {
                Completion one = together.get(i).get();
                assertThat(one.text()).isEqualTo(alone.get(i).text());
                assertThat(one.written()).isEqualTo(alone.get(i).written());
                assertThat(one.finishReason()).isEqualTo(alone.get(i).finishReason());
                assertThat(one.usage().completionTokens())
                        .isEqualTo(alone.get(i).usage().completionTokens());
            }
        }
    }

    @Test
    void long_prompt_is_read_in_pieces_while_others_go_on_writing() throws Exception {
        try (Batcher batcher = batcher(0, Batching.DEFAULT)) {
            Future<Completion> writer = ask(batcher, tokens(1, 4), limit(40), text -> {});
            model.step(2);
            Future<Completion> reader = ask(batcher, tokens(2, 20), limit(1), text -> {});
            model.step(1);
            batcherHas(batcher, 2);
            model.step(9);
            model.go();
            assertThat(writer.get().usage().passes()).isEqualTo(40);
            assertThat(reader.get().usage().promptTokens()).isEqualTo(20);
        }
        List<List<Integer>> passes = model.passesOfSeveral();
        assertThat(passes).hasSize(10).allMatch(tokens -> tokens.contains(1) && tokens.contains(2));
    }

    @Test
    void short_prompt_does_not_wait_for_the_end_of_a_long_one() throws Exception {
        try (Batcher batcher = batcher(0, Batching.DEFAULT)) {
            Future<Completion> reader = ask(batcher, tokens(1, 30 * CHUNK), limit(1), text -> {});
            model.step(1);
            Future<Completion> small = ask(batcher, tokens(2, 4), limit(1), text -> {});
            batcherHas(batcher, 2);
            model.step(4);

            assertThat(small.get().usage().passes()).isEqualTo(1);
            assertThat(reader.isDone()).isFalse();
            model.go();
            reader.get();
        }
    }

    @Test
    void prompt_that_several_begin_with_is_read_once() throws Exception {
        int[] shared = tokens(1, 10 * CHUNK);
        try (Batcher batcher = batcher(0, Batching.DEFAULT)) {
            List<Future<Completion>> answers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                answers.add(ask(batcher, joined(shared, tokens(i + 10, 3)), limit(1), text -> {}));
            }
            batcherHas(batcher, 5);
            model.go();
            for (Future<Completion> answer : answers) {
                answer.get();
            }
        }
        assertThat(model.tokensRead()).isEqualTo(10 * CHUNK + 5 * 3);
    }

    @Test
    void request_too_many_is_refused_and_the_next_is_answered_once_there_is_room() throws Exception {
        try (Batcher batcher = batcher(0, new Batching(2, 1, false))) {
            List<Future<Completion>> answers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                answers.add(ask(batcher, tokens(i, 4), limit(3), text -> {}));
                batcherHas(batcher, i + 1);
            }

            assertThatThrownBy(() -> batcher.complete(tokens(9, 4), limit(3), text -> {}))
                    .isInstanceOf(QueueFullException.class)
                    .hasMessage("the model is answering 2 requests and 1 more are waiting: try again later");

            model.go();
            for (Future<Completion> answer : answers) {
                answer.get();
            }
            assertThat(batcher.complete(tokens(9, 4), limit(3), text -> {})
                            .usage()
                            .completionTokens())
                    .isPositive();
        }
    }

    @Test
    void requests_are_answered_in_the_order_in_which_they_came() throws Exception {
        List<Integer> order = new ArrayList<>();
        try (Batcher batcher = batcher(0, new Batching(1, 10, false))) {
            List<Future<Completion>> answers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int number = i;
                answers.add(ask(batcher, tokens(i, 4), GenerationConfig.GREEDY.withMaxNewTokens(1), text -> {
                    if (!order.contains(number)) {
                        order.add(number);
                    }
                }));
                batcherHas(batcher, i + 1);
            }
            model.go();
            for (Future<Completion> answer : answers) {
                answer.get();
            }
        }
        assertThat(order).isSorted();
    }

    @Test
    void cancelled_request_leaves_with_the_pass_that_is_under_way_and_the_others_go_on() throws Exception {
        try (Batcher batcher = batcher(0, Batching.DEFAULT)) {
            Future<Completion> other = ask(batcher, tokens(1, 4), limit(20), text -> {});
            Thread cancelled = Thread.ofPlatform().start(() -> {
                try {
                    batcher.complete(tokens(2, 4), limit(1000), text -> {});
                } catch (InterruptedException e) {
                    // as it should be
                }
            });
            batcherHas(batcher, 2);
            model.step(5);

            cancelled.interrupt();
            while (cancelled.isInterrupted() || cancelled.getState() != Thread.State.WAITING) {
                Thread.onSpinWait(); // until it waits for the end of the pass
            }
            model.step(1);
            cancelled.join();
            model.go();

            assertThat(other.get().usage().completionTokens()).isEqualTo(20);
            assertThat(model.passesOfSeveral().size()).isLessThanOrEqualTo(6);
        }
    }

    @Test
    void request_that_waits_can_be_cancelled_without_a_pass() throws Exception {
        try (Batcher batcher = batcher(0, new Batching(1, 5, false))) {
            Future<Completion> first = ask(batcher, tokens(1, 4), limit(5), text -> {});
            batcherHas(batcher, 1);
            Thread waiting = Thread.ofVirtual().start(() -> {
                try {
                    batcher.complete(tokens(2, 4), limit(5), text -> {});
                } catch (InterruptedException e) {
                    // as it should be
                }
            });
            batcherHas(batcher, 2);

            waiting.interrupt();
            waiting.join(); // though the pass of the first one has not gone on

            assertThat(batcher.requests()).isEqualTo(1);
            model.go();
            first.get();
        }
    }

    @Test
    void request_whose_logits_are_not_numbers_fails_alone() throws Exception {
        assertFailsAlone(tokens -> model.poison(tokens), text -> {}, ModelException.class, "not a number");
    }

    @Test
    void request_whose_pass_fails_fails_alone() throws Exception {
        assertFailsAlone(tokens -> model.refuse(tokens[0]), text -> {}, IllegalStateException.class, "refused");
    }

    @Test
    void request_whose_listener_fails_fails_alone() throws Exception {
        Consumer<String> listener = text -> {
            throw new IllegalArgumentException("listener");
        };
        assertFailsAlone(tokens -> {}, listener, IllegalArgumentException.class, "listener");
    }

    private void assertFailsAlone(
            Consumer<int[]> fault, Consumer<String> listener, Class<? extends Exception> type, String message)
            throws Exception {
        int[] prompt = {200, 201, 202};
        fault.accept(prompt);
        GenerationConfig config = limit(12);
        try (Batcher batcher = batcher(3, Batching.DEFAULT)) {
            List<Future<Completion>> others = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                others.add(ask(batcher, tokens(20 + i, 3), config, text -> {}));
            }
            Future<Completion> failing = ask(batcher, prompt, config, listener);
            batcherHas(batcher, 4);
            model.go();

            assertThatThrownBy(failing::get)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(type)
                    .hasMessageContaining(message);
            for (int i = 0; i < 3; i++) {
                assertThat(others.get(i).get().text())
                        .isEqualTo(new Alone(new RandomLogits(VOCABULARY.size(), 1), RULES)
                                .run(tokens(20 + i, 3), config, text -> {})
                                .text());
            }
        }
    }

    @Test
    void closing_ends_what_runs_and_refuses_what_waits() throws Exception {
        Batcher batcher = batcher(0, new Batching(1, 5, false));
        Future<Completion> running = ask(batcher, tokens(1, 4), limit(5), text -> {});
        batcherHas(batcher, 1);
        model.step(1);
        Future<Completion> waiting = ask(batcher, tokens(2, 4), limit(5), text -> {});
        batcherHas(batcher, 2);

        Thread closing = Thread.ofVirtual().start(batcher::close);
        assertThatThrownBy(waiting::get).hasMessageContaining("the model was closed");
        model.go();
        closing.join();

        assertThat(running.get().usage().completionTokens()).isEqualTo(5);
        assertThatThrownBy(() -> batcher.complete(tokens(1, 4), limit(5), text -> {}))
                .isInstanceOf(ModelException.class)
                .hasMessage("the model was closed");
    }

    private Batcher batcher(int drafts, Batching batching) {
        return new Batcher(thread, model, prefixes, RULES, CHUNK, drafts, batching);
    }

    private Future<Completion> ask(Batcher batcher, int[] prompt, GenerationConfig config, Consumer<String> onText) {
        Callable<Completion> call = () -> batcher.complete(prompt, config, onText);
        return callers.submit(call);
    }

    private static void batcherHas(Batcher batcher, int requests) throws InterruptedException {
        while (batcher.requests() != requests) {
            Thread.sleep(1);
        }
    }

    /** Under a grammar that no end token belongs to, so that the number of tokens is known. */
    private static GenerationConfig limit(int tokens) {
        return GenerationConfig.GREEDY.withMaxNewTokens(tokens).withGrammar(Grammar.regex("[a-z]{2000}"));
    }

    private static GenerationConfig config(Random random) {
        GenerationConfig config = GenerationConfig.GREEDY
                .withMaxNewTokens(1 + random.nextInt(60))
                .withDoSample(random.nextBoolean())
                .withSeed(random.nextLong())
                .withTopK(random.nextInt(5));
        return random.nextInt(3) == 0 ? config.withGrammar(GRAMMAR) : config;
    }

    private static int[] tokens(long seed, int count) {
        return tokens(new Random(seed), count);
    }

    private static int[] tokens(Random random, int count) {
        return random.ints(count, 0, 30).toArray();
    }

    private static int[] joined(int[] beginning, int[] end) {
        return IntStream.concat(Arrays.stream(beginning), Arrays.stream(end)).toArray();
    }

    /** Goes on a pass at a time, and has faults where it is told. */
    private static final class StepwiseLogits extends RandomLogits {
        private final Semaphore permits = new Semaphore(0);
        private final Semaphore done = new Semaphore(0);
        private final List<List<Integer>> passes = new ArrayList<>();
        private int[] poisoned = {};
        private int refused = -1;
        private int tokensRead;

        StepwiseLogits() {
            super(VOCABULARY.size(), 1);
        }

        /** Lets so many passes go, and waits for them. */
        void step(int count) throws InterruptedException {
            permits.release(count);
            done.acquire(count);
        }

        /** Lets all passes go. */
        void go() {
            permits.release(1_000_000);
        }

        void poison(int[] beginning) {
            poisoned = beginning;
        }

        void refuse(int token) {
            refused = token;
        }

        int tokensRead() {
            return tokensRead;
        }

        /** For each pass of more than one sequence how many tokens each read. */
        List<List<Integer>> passesOfSeveral() {
            return passes.stream().filter(tokens -> tokens.size() > 1).toList();
        }

        @Override
        public List<float[]> append(List<Step> steps) {
            permits.acquireUninterruptibly();
            if (steps.stream().anyMatch(step -> step.tokens()[0] == refused)) {
                throw new IllegalStateException("refused");
            }
            passes.add(steps.stream().map(step -> step.tokens().length).toList());
            tokensRead += steps.stream().mapToInt(step -> step.tokens().length).sum();
            List<float[]> logits = super.append(steps);
            done.release();
            return logits;
        }

        @Override
        float[] after(int[] tokens) {
            float[] logits = super.after(tokens);
            if (poisoned.length > 0
                    && tokens.length >= poisoned.length
                    && Arrays.equals(tokens, 0, poisoned.length, poisoned, 0, poisoned.length)) {
                logits['q'] = Float.NaN;
            }
            return logits;
        }
    }
}
