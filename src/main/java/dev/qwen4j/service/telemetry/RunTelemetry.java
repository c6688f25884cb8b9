package dev.qwen4j.service.telemetry;

import dev.qwen4j.agent.AgentEvent;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Makes metrics and spans of the events of runs. Thread-safe. */
@Singleton
public class RunTelemetry {
    private final RunMetrics metrics;
    private final Tracer tracer;
    private final AtomicInteger active = new AtomicInteger();

    RunTelemetry(MeterRegistry registry, OpenTelemetry telemetry) {
        metrics = new RunMetrics(registry);
        tracer = telemetry.getTracer("dev.qwen4j");
        registry.gauge("qwen4j.runs.active", active);
    }

    /**
     * Begins to watch this process work on a run; whoever does the work closes it. Its spans belong to what the calling
     * thread is doing, as the request that asks for the run.
     */
    public Watch watch(String model) {
        active.incrementAndGet();
        return new Watch(new RunTrace(tracer, Context.current(), model));
    }

    /** Is told of everything that happens while one run is worked on, by one thread at a time. */
    public final class Watch implements Consumer<AgentEvent>, AutoCloseable {
        private final RunTrace trace;

        private Watch(RunTrace trace) {
            this.trace = trace;
        }

        @Override
        public void accept(AgentEvent event) {
            metrics.count(event);
            trace.add(event);
        }

        @Override
        public void close() {
            active.decrementAndGet();
            trace.close();
        }
    }
}
