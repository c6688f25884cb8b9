package dev.qwen4j.service.telemetry;

import dev.qwen4j.model.Completion;
import dev.qwen4j.model.ForwardingModel;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.Prompt;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A model whose calls are counted and timed, whoever makes them. It is closed with this. */
public final class MeasuredModel extends ForwardingModel {
    private static final Duration[] FIRST_TOKEN_BUCKETS = Buckets.seconds(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60);
    private static final Duration[] TOKEN_BUCKETS = Buckets.seconds(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1);
    private static final String TOKENS = "qwen4j.tokens";

    private final MeterRegistry registry;
    private final Timer timeToFirstToken;
    private final Timer timePerToken;
    private final AtomicInteger underWay;

    public MeasuredModel(LanguageModel model, MeterRegistry registry) {
        super(model);
        this.registry = registry;
        timeToFirstToken = Timer.builder("qwen4j.ttft")
                .description("From a call of the model to the first text of its answer")
                .serviceLevelObjectives(FIRST_TOKEN_BUCKETS)
                .register(registry);
        timePerToken = Timer.builder("qwen4j.tpot")
                .description("Time for each token after the first text of an answer")
                .serviceLevelObjectives(TOKEN_BUCKETS)
                .register(registry);
        underWay = registry.gauge("qwen4j.model.active", new AtomicInteger());
    }

    @Override
    public Completion complete(Prompt prompt, GenerationConfig config, Consumer<String> onText)
            throws InterruptedException {
        Stopwatch watch = new Stopwatch();
        String end = "failed";
        underWay.incrementAndGet();
        try {
            Completion completion = super.complete(prompt, config, text -> {
                watch.wrote();
                onText.accept(text);
            });
            end = completion.finishReason().name().toLowerCase(Locale.ROOT);
            count(completion, watch);
            return completion;
        } catch (InterruptedException e) {
            end = "cancelled";
            throw e;
        } finally {
            underWay.decrementAndGet();
            registry.counter("qwen4j.model.calls", "finish", end).increment();
        }
    }

    private void count(Completion completion, Stopwatch watch) {
        registry.counter(TOKENS, "type", "prompt").increment(completion.usage().promptTokens());
        registry.counter(TOKENS, "type", "cached").increment(completion.usage().cachedTokens());
        registry.counter(TOKENS, "type", "completion")
                .increment(completion.usage().completionTokens());
        int after = completion.usage().completionTokens() - 1;
        if (watch.hasWritten()) {
            timeToFirstToken.record(watch.toFirst(), TimeUnit.NANOSECONDS);
            if (after > 0) {
                timePerToken.record(watch.sinceFirst() / after, TimeUnit.NANOSECONDS);
            }
        }
    }

    /** When a call began and when its first text came; that comes on another thread, which is done before the call is. */
    private static final class Stopwatch {
        private final long start = System.nanoTime();
        private volatile long first;
        private volatile boolean written;

        void wrote() {
            if (!written) {
                first = System.nanoTime();
                written = true;
            }
        }

        boolean hasWritten() {
            return written;
        }

        long toFirst() {
            return first - start;
        }

        long sinceFirst() {
            return System.nanoTime() - first;
        }
    }
}
