package dev.qwen4j.agent.journal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.AgentEvent.Stamp;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.Reduction;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.Usage;
import dev.qwen4j.tools.Attachment;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;

/**
 * Events as JSON, one object each: the same in journals, on standard output and over HTTP. {@link EventReader} reads what
 * is in journals.
 */
public final class EventJson {
    private EventJson() {}

    /** The event as an object that begins with its name, its id and where it belongs. */
    public static ObjectNode of(AgentEvent event) {
        Stamp stamp = event.stamp();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("event", event.name())
                .put("id", stamp.id())
                .put("run_id", stamp.runId())
                .put("step", stamp.step())
                .put("time", stamp.time().toString());
        switch (event) {
            case AgentEvent.Started e -> {
                json.put("model", e.model());
                strings(json, "tools", e.tools());
                json.put("question", e.question());
                if (e.forkedFrom() != null) {
                    json.put("forked_from", e.forkedFrom());
                }
                json.set("sampling", SettingsJson.of(e.sampling()));
                json.set("limits", SettingsJson.of(e.limits()));
                json.set("options", SettingsJson.of(e.options()));
                json.set("conversation", TranscriptJson.of(e.transcript()));
            }
            case AgentEvent.Thought e -> json.put("delta", e.delta());
            case AgentEvent.Answer e -> json.put("delta", e.delta());
            case AgentEvent.Written e -> written(json, e);
            case AgentEvent.Retry e -> json.put("tool", e.tool()).put("text", e.complaint());
            case AgentEvent.ApprovalNeeded e -> {
                json.put("call_id", e.callId()).put("tool", e.tool());
                json.set("arguments", e.arguments());
                json.put("input", e.input()).put("risk", lower(e.risk())).put("reason", e.reason());
            }
            case AgentEvent.ApprovalGiven e ->
                json.put("call_id", e.approval().callId())
                        .put("allowed", e.approval().allowed())
                        .put("comment", e.approval().comment());
            case AgentEvent.Action e -> {
                json.put("call_id", e.callId()).put("tool", e.tool());
                json.set("arguments", e.arguments());
                json.put("input", e.input());
            }
            case AgentEvent.Observation e -> observation(json, e);
            case AgentEvent.Reduced e -> reduction(json, e.reduction());
            case AgentEvent.Summarized e -> {
                reduction(json, e.reduction());
                completion(json, e.completion(), e.duration());
            }
            case AgentEvent.BudgetSpent e ->
                json.put("budget", lower(e.budget())).put("message", e.message());
            case AgentEvent.Resumed e -> {}
            case AgentEvent.Problem e -> json.put("cause", lower(e.cause())).put("message", e.message());
            case AgentEvent.Done e -> outcome(json, e.outcome());
        }
        strings(json, "repairs", stamp.repairs());
        return json.set("usage", usage(stamp.usage()));
    }

    private static void written(ObjectNode json, AgentEvent.Written e) {
        json.put("opening", e.opening());
        completion(json, e.completion(), e.duration());
    }

    private static void completion(ObjectNode json, Completion completion, Duration duration) {
        json.put("text", completion.text())
                .put("finish", lower(completion.finishReason()))
                .put("millis", duration.toMillis());
        json.set("tokens", TranscriptJson.of(completion.written()));
        json.set("call_usage", usage(completion.usage()));
    }

    private static void observation(ObjectNode json, AgentEvent.Observation e) {
        json.put("call_id", e.callId())
                .put("tool", e.tool())
                .put("text", e.text())
                .put("status", lower(e.status()))
                .put("failed", e.failed())
                .put("answer", e.output().answer())
                .put("millis", e.duration().toMillis());
        json.putArray("attachments");
        for (Attachment attachment : e.output().attachments()) {
            json.withArray("attachments")
                    .addObject()
                    .put("name", attachment.name())
                    .put("type", attachment.mediaType())
                    .put("content", attachment.content());
        }
    }

    private static void reduction(ObjectNode json, Reduction reduction) {
        json.put("tokens_before", reduction.tokensBefore()).put("tokens_now", reduction.tokensNow());
        json.putArray("shortened");
        for (Reduction.Cut cut : reduction.cuts()) {
            json.withArray("shortened")
                    .addObject()
                    .put("turn", cut.turn())
                    .put("exchange", cut.exchange())
                    .put("chars", cut.chars());
        }
        if (reduction.summary() != null) {
            json.putObject("summary")
                    .put("turn", reduction.summary().turn())
                    .put("exchange", reduction.summary().exchange())
                    .put("text", reduction.summary().text());
        }
    }

    private static void outcome(ObjectNode json, Outcome outcome) {
        json.put("answer", outcome.answer())
                .put("outcome", outcome.name())
                .put("reason", outcome.reason())
                .put("steps", outcome.steps());
        if (outcome instanceof Outcome.OutOfBudget spent) {
            json.put("best", spent.best());
        }
    }

    /** Token counts under OpenAI's names. */
    public static ObjectNode usage(Usage usage) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("prompt_tokens", usage.promptTokens())
                .put("completion_tokens", usage.completionTokens())
                .put("total_tokens", usage.totalTokens());
        json.putObject("prompt_tokens_details").put("cached_tokens", usage.cachedTokens());
        if (usage.passes() > 0) {
            json.putObject("completion_tokens_details")
                    .put("forced_tokens", usage.forcedTokens())
                    .put("drafted_tokens", usage.draftedTokens())
                    .put("forward_passes", usage.passes());
        }
        return json;
    }

    private static void strings(ObjectNode json, String name, Collection<String> values) {
        values.forEach(json.putArray(name)::add);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
