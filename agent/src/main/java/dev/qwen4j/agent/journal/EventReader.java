package dev.qwen4j.agent.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.AgentEvent.Stamp;
import dev.qwen4j.agent.Approval;
import dev.qwen4j.agent.Budget;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.Reduction;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.Usage;
import dev.qwen4j.tools.Attachment;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.ToolOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the records of a journal, as {@link EventJson} writes them. */
public final class EventReader {
    private static final ObjectMapper MAPPER = new JsonMapper();

    private EventReader() {}

    /**
     * Reads one record.
     *
     * @param transcript the conversation as the records before leave it; not used for the first
     * @throws JournalException if it is not a record that was written
     */
    public static AgentEvent read(String record, Transcript transcript) {
        try {
            return event(MAPPER.readTree(record), transcript);
        } catch (IOException | IllegalArgumentException e) {
            throw new JournalException("a record of a journal cannot be read: " + e.getMessage(), e);
        }
    }

    private static AgentEvent event(JsonNode json, Transcript transcript) throws IOException {
        Stamp stamp = stamp(json);
        return switch (text(json, "event")) {
            case "run" ->
                new AgentEvent.Started(
                        stamp,
                        text(json, "model"),
                        strings(json.required("tools")),
                        TranscriptJson.read(json.required("conversation")),
                        SettingsJson.sampling(json.required("sampling")),
                        SettingsJson.limits(json.required("limits")),
                        SettingsJson.options(json.path("options")),
                        json.hasNonNull("forked_from") ? text(json, "forked_from") : null);
            case "written" -> new AgentEvent.Written(stamp, text(json, "opening"), completion(json), millis(json));
            case "retry" -> new AgentEvent.Retry(stamp, text(json, "tool"), text(json, "text"));
            case "approval_needed" ->
                new AgentEvent.ApprovalNeeded(
                        stamp,
                        text(json, "call_id"),
                        text(json, "tool"),
                        text(json, "input"),
                        arguments(json),
                        value(Risk.class, json, "risk"),
                        text(json, "reason"));
            case "approval" ->
                new AgentEvent.ApprovalGiven(
                        stamp,
                        new Approval(
                                text(json, "call_id"), json.required("allowed").asBoolean(), text(json, "comment")));
            case "action" ->
                new AgentEvent.Action(
                        stamp, text(json, "call_id"), text(json, "tool"), text(json, "input"), arguments(json));
            case "observation" ->
                new AgentEvent.Observation(
                        stamp,
                        text(json, "call_id"),
                        text(json, "tool"),
                        output(json),
                        value(AgentEvent.Observation.Status.class, json, "status"),
                        millis(json));
            case "context_reduced" -> new AgentEvent.Reduced(stamp, reduction(json));
            case "context_summarized" ->
                new AgentEvent.Summarized(stamp, reduction(json), completion(json), millis(json));
            case "budget_spent" ->
                new AgentEvent.BudgetSpent(stamp, value(Budget.class, json, "budget"), text(json, "message"));
            case "resumed" -> new AgentEvent.Resumed(stamp);
            case "error" ->
                new AgentEvent.Problem(stamp, value(Outcome.Cause.class, json, "cause"), text(json, "message"));
            case "done" -> new AgentEvent.Done(stamp, outcome(json, stamp, transcript));
            default -> throw new IllegalArgumentException("unknown event " + json.get("event"));
        };
    }

    private static Stamp stamp(JsonNode json) {
        return new Stamp(
                text(json, "run_id"),
                Integer.parseInt(text(json, "id")),
                0,
                json.required("step").asInt(),
                Instant.parse(text(json, "time")),
                usage(json.required("usage")),
                strings(json.required("repairs")));
    }

    private static Completion completion(JsonNode json) {
        return new Completion(
                text(json, "text"),
                value(FinishReason.class, json, "finish"),
                usage(json.required("call_usage")),
                TranscriptJson.tokens(json.required("tokens")));
    }

    private static ToolOutput output(JsonNode json) throws IOException {
        List<Attachment> attachments = new ArrayList<>();
        for (JsonNode attachment : json.required("attachments")) {
            attachments.add(new Attachment(
                    text(attachment, "name"),
                    text(attachment, "type"),
                    attachment.required("content").binaryValue()));
        }
        return new ToolOutput(
                text(json, "text"), attachments, json.required("answer").asBoolean());
    }

    private static Reduction reduction(JsonNode json) {
        List<Reduction.Cut> cuts = new ArrayList<>();
        for (JsonNode cut : json.required("shortened")) {
            cuts.add(new Reduction.Cut(
                    cut.required("turn").asInt(),
                    cut.required("exchange").asInt(),
                    cut.required("chars").asInt()));
        }
        return new Reduction(
                cuts,
                json.hasNonNull("summary") ? summary(json.required("summary")) : null,
                json.required("tokens_before").asInt(),
                json.required("tokens_now").asInt());
    }

    private static Reduction.Summary summary(JsonNode json) {
        return new Reduction.Summary(
                json.required("turn").asInt(), json.required("exchange").asInt(), text(json, "text"));
    }

    private static Outcome outcome(JsonNode json, Stamp stamp, Transcript transcript) {
        String answer = text(json, "answer");
        return switch (text(json, "outcome")) {
            case "answered" -> new Outcome.Answered(answer, transcript, stamp.step(), stamp.usage());
            case "out_of_budget" ->
                new Outcome.OutOfBudget(
                        answer,
                        json.required("best").asBoolean(),
                        value(Budget.class, json, "reason"),
                        transcript,
                        stamp.step(),
                        stamp.usage());
            case "cancelled" -> new Outcome.Cancelled(answer, transcript, stamp.step(), stamp.usage());
            case "failed" ->
                new Outcome.Failed(
                        answer, value(Outcome.Cause.class, json, "reason"), transcript, stamp.step(), stamp.usage());
            default -> throw new IllegalArgumentException("unknown outcome " + json.get("outcome"));
        };
    }

    private static Usage usage(JsonNode json) {
        return new Usage(
                json.required("prompt_tokens").asInt(),
                json.required("completion_tokens").asInt(),
                json.path("prompt_tokens_details").path("cached_tokens").asInt(),
                json.path("completion_tokens_details").path("forced_tokens").asInt(),
                json.path("completion_tokens_details").path("drafted_tokens").asInt(),
                json.path("completion_tokens_details").path("forward_passes").asInt());
    }

    private static ObjectNode arguments(JsonNode json) {
        if (json.required("arguments") instanceof ObjectNode arguments) {
            return arguments;
        }
        throw new IllegalArgumentException("arguments must be an object");
    }

    private static Duration millis(JsonNode json) {
        return Duration.ofMillis(json.required("millis").asLong());
    }

    private static String text(JsonNode json, String name) {
        return json.required(name).asText();
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(item -> strings.add(item.asText()));
        return strings;
    }

    private static <E extends Enum<E>> E value(Class<E> type, JsonNode json, String name) {
        return Enum.valueOf(type, text(json, name).toUpperCase(Locale.ROOT));
    }
}
