package dev.qwen4j.service.telemetry;

import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.Outcome;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;

/**
 * Counts what happens in runs. Names of tools are labels, texts never are: what a model or a stranger wrote makes no new
 * series.
 */
final class RunMetrics {
    private static final Duration[] CALL_BUCKETS = Buckets.seconds(0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60);
    private static final double[] STEPS = {1, 2, 3, 4, 6, 8, 12, 16, 24};

    private final MeterRegistry registry;

    RunMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(AgentEvent event) {
        switch (event) {
            case AgentEvent.Written written -> {
                // Later events of the step have the same repairs.
                written.stamp().repairs().forEach(code -> increment("qwen4j.repairs", "code", code));
            }
            case AgentEvent.Retry retry -> increment("qwen4j.retries");
            case AgentEvent.Observation observation -> observed(observation);
            case AgentEvent.ApprovalNeeded needed -> increment("qwen4j.approvals", "answer", "asked");
            case AgentEvent.ApprovalGiven given ->
                increment("qwen4j.approvals", "answer", given.approval().allowed() ? "allowed" : "denied");
            case AgentEvent.Reduced reduced -> increment("qwen4j.context.reductions");
            case AgentEvent.Summarized summarized -> increment("qwen4j.context.summaries");
            case AgentEvent.BudgetSpent spent -> increment("qwen4j.budgets.spent", "budget", lower(spent.budget()));
            case AgentEvent.Done done -> ended(done.outcome());
            case AgentEvent.Started started -> {}
            case AgentEvent.Thought thought -> {}
            case AgentEvent.Answer answer -> {}
            case AgentEvent.Action action -> {}
            case AgentEvent.Resumed resumed -> {}
            case AgentEvent.Problem problem -> {}
        }
    }

    private void observed(AgentEvent.Observation observation) {
        Timer.builder("qwen4j.tool.seconds")
                .description("Calls of tools, by how they ended")
                .tags("tool", observation.tool(), "outcome", lower(observation.status()))
                .serviceLevelObjectives(CALL_BUCKETS)
                .register(registry)
                .record(observation.duration());
    }

    private void ended(Outcome outcome) {
        increment("qwen4j.runs", "outcome", outcome.name(), "reason", outcome.reason());
        DistributionSummary.builder("qwen4j.run.steps")
                .description("Model calls of a run")
                .serviceLevelObjectives(STEPS)
                .register(registry)
                .record(outcome.steps());
    }

    private void increment(String name, String... tags) {
        registry.counter(name, tags).increment();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
