package dev.qwen4j.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.model.Usage;
import java.util.List;

/** Events as they are written for other programs: one JSON object each, the same on standard output and over HTTP. */
public final class EventJson {
    private EventJson() {}

    /** The event as an object whose first property, {@code event}, is its name. */
    public static ObjectNode of(AgentEvent event) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("event", event.name());
        return switch (event) {
            case AgentEvent.Started e -> {
                json.put("run_id", e.runId()).put("model", e.model());
                json.set("tools", array(e.tools()));
                yield json.put("question", e.question());
            }
            case AgentEvent.Thought e -> json.put("step", e.step()).put("delta", e.delta());
            case AgentEvent.Action e -> {
                json.put("step", e.step()).put("tool", e.tool());
                json.set("arguments", e.arguments());
                yield json.put("input", e.input());
            }
            case AgentEvent.Observation e ->
                json.put("step", e.step())
                        .put("tool", e.tool())
                        .put("text", e.text())
                        .put("failed", e.failed());
            case AgentEvent.Answer e -> json.put("delta", e.delta());
            case AgentEvent.Tokens e -> json.put("step", e.step()).setAll(usage(e.usage()));
            case AgentEvent.Problem e -> json.put("message", e.message());
            case AgentEvent.Done e -> {
                json.put("answer", e.outcome().answer())
                        .put("outcome", e.outcome().name())
                        .put("steps", e.outcome().steps());
                json.set("usage", usage(e.outcome().usage()));
                yield json;
            }
        };
    }

    /** Token counts under OpenAI's names. */
    public static ObjectNode usage(Usage usage) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("prompt_tokens", usage.promptTokens())
                .put("completion_tokens", usage.completionTokens())
                .put("total_tokens", usage.totalTokens());
        json.putObject("prompt_tokens_details").put("cached_tokens", usage.cachedTokens());
        return json;
    }

    private static ArrayNode array(List<String> texts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array;
    }
}
