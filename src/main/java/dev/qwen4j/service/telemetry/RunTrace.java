package dev.qwen4j.service.telemetry;

import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.GenerationConfig;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one stretch of work on a run, in OpenTelemetry's conventions for generative AI: {@code invoke_agent}, and
 * below it a {@code chat} for each call of the model and an {@code execute_tool} for each call of a tool. What was asked,
 * written and observed is no part of them.
 */
final class RunTrace implements AutoCloseable {
    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
    private static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("gen_ai.provider.name");
    private static final AttributeKey<String> MODEL = AttributeKey.stringKey("gen_ai.request.model");
    private static final AttributeKey<Long> PROMPT_TOKENS = AttributeKey.longKey("gen_ai.usage.input_tokens");
    private static final AttributeKey<Long> COMPLETION_TOKENS = AttributeKey.longKey("gen_ai.usage.output_tokens");
    private static final AttributeKey<String> TOOL = AttributeKey.stringKey("gen_ai.tool.name");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    private static final AttributeKey<Long> STEP = AttributeKey.longKey("qwen4j.run.step");
    private static final AttributeKey<List<String>> REPAIRS = AttributeKey.stringArrayKey("qwen4j.repairs");
    private static final String OURS = "qwen4j";

    private final Tracer tracer;
    private final Context parent;
    private final String model;
    private final Map<String, Span> calls = new HashMap<>();
    private @Nullable GenerationConfig sampling;
    private @Nullable Span run;

    /** @param parent what the run belongs to */
    RunTrace(Tracer tracer, Context parent, String model) {
        this.tracer = tracer;
        this.parent = parent;
        this.model = model;
    }

    void add(AgentEvent event) {
        switch (event) {
            case AgentEvent.Started started -> {
                sampling = started.sampling();
                run(event);
            }
            case AgentEvent.Written written -> chat(written, written.completion(), written.duration());
            case AgentEvent.Summarized summarized -> chat(summarized, summarized.completion(), summarized.duration());
            case AgentEvent.Action action -> call(action);
            case AgentEvent.Observation observation -> observed(observation);
            case AgentEvent.ApprovalNeeded needed -> note(event, Attributes.of(TOOL, needed.tool()));
            case AgentEvent.BudgetSpent spent ->
                note(event, Attributes.of(AttributeKey.stringKey("qwen4j.budget"), lower(spent.budget())));
            case AgentEvent.Problem problem ->
                run(event).setStatus(StatusCode.ERROR).setAttribute(ERROR, lower(problem.cause()));
            case AgentEvent.Done done -> end(done);
            case AgentEvent.Retry retry -> note(event, Attributes.empty());
            case AgentEvent.ApprovalGiven given -> note(event, Attributes.empty());
            case AgentEvent.Reduced reduced -> note(event, Attributes.empty());
            case AgentEvent.Resumed resumed -> note(event, Attributes.empty());
            case AgentEvent.Thought thought -> {}
            case AgentEvent.Answer answer -> {}
        }
    }

    /** The span of the work, begun with the first event. */
    private Span run(AgentEvent first) {
        if (run == null) {
            run = tracer.spanBuilder("invoke_agent " + OURS)
                    .setParent(parent)
                    .setStartTimestamp(first.stamp().time())
                    .setAttribute(OPERATION, "invoke_agent")
                    .setAttribute("gen_ai.agent.name", OURS)
                    .setAttribute(PROVIDER, OURS)
                    .setAttribute(MODEL, model)
                    .setAttribute("gen_ai.conversation.id", first.stamp().runId())
                    .startSpan();
        }
        return run;
    }

    private void note(AgentEvent event, Attributes attributes) {
        run(event).addEvent(event.name(), attributes, event.stamp().time());
    }

    private Context below(AgentEvent event) {
        return parent.with(run(event));
    }

    private void chat(AgentEvent written, Completion completion, Duration duration) {
        Instant end = written.stamp().time();
        Span chat = tracer.spanBuilder("chat " + model)
                .setParent(below(written))
                .setStartTimestamp(end.minus(duration))
                .setAttribute(OPERATION, "chat")
                .setAttribute(PROVIDER, OURS)
                .setAttribute(MODEL, model)
                .setAttribute("gen_ai.response.model", model)
                .setAttribute(
                        AttributeKey.stringArrayKey("gen_ai.response.finish_reasons"),
                        List.of(lower(completion.finishReason())))
                .setAttribute(PROMPT_TOKENS, (long) completion.usage().promptTokens())
                .setAttribute(COMPLETION_TOKENS, (long) completion.usage().completionTokens())
                .setAttribute(STEP, (long) written.step())
                .setAttribute(REPAIRS, written.stamp().repairs())
                .startSpan();
        if (sampling != null) {
            chat.setAttribute("gen_ai.request.temperature", sampling.doSample() ? sampling.temperature() : 0);
            chat.setAttribute("gen_ai.request.top_p", sampling.topP());
            chat.setAttribute("gen_ai.request.seed", sampling.seed());
            chat.setAttribute("gen_ai.request.max_tokens", sampling.maxNewTokens());
        }
        chat.end(end);
    }

    private void call(AgentEvent.Action action) {
        calls.put(
                action.callId(),
                tracer.spanBuilder("execute_tool " + action.tool())
                        .setParent(below(action))
                        .setStartTimestamp(action.stamp().time())
                        .setAttribute(OPERATION, "execute_tool")
                        .setAttribute(TOOL, action.tool())
                        .setAttribute("gen_ai.tool.call.id", action.callId())
                        .setAttribute("gen_ai.tool.type", "function")
                        .setAttribute(STEP, (long) action.step())
                        .startSpan());
    }

    private void observed(AgentEvent.Observation observation) {
        Span call = calls.remove(observation.callId());
        if (call == null) { // not made, or not by this process
            note(observation, Attributes.of(TOOL, observation.tool(), ERROR, lower(observation.status())));
            return;
        }
        if (observation.failed()) {
            call.setStatus(StatusCode.ERROR).setAttribute(ERROR, lower(observation.status()));
        }
        call.end(observation.stamp().time());
    }

    private void end(AgentEvent.Done done) {
        Outcome outcome = done.outcome();
        Span span = run(done);
        span.setAttribute("qwen4j.run.outcome", outcome.name());
        span.setAttribute("qwen4j.run.reason", outcome.reason());
        span.setAttribute("qwen4j.run.steps", outcome.steps());
        span.setAttribute(PROMPT_TOKENS, (long) outcome.usage().promptTokens());
        span.setAttribute(COMPLETION_TOKENS, (long) outcome.usage().completionTokens());
        span.end(done.stamp().time());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Ends what is not over: the work stopped at a call that waits for somebody, or in the middle. */
    @Override
    public void close() {
        calls.values().forEach(Span::end);
        if (run != null) {
            run.end();
        }
    }
}
