package dev.qwen4j.service.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.Usage;
import org.jspecify.annotations.Nullable;

/**
 * The response object of the responses API.
 *
 * @param createdAt seconds since 1970
 */
record ResponseReply(String id, long createdAt, ResponseRequest request, ModelCall call) {
    /** Before anything was written. */
    ObjectNode begun() {
        return response("in_progress", JsonNodeFactory.instance.arrayNode());
    }

    /** @param output the items that were written */
    ObjectNode ended(ArrayNode output, Answer answer) {
        ObjectNode response = response(answer.isCut() ? "incomplete" : "completed", output);
        if (answer.isCut()) {
            response.putObject("incomplete_details").put("reason", "max_output_tokens");
        }
        return response.set("usage", usage(answer));
    }

    private ObjectNode response(String status, ArrayNode output) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("object", "response")
                .put("created_at", createdAt)
                .put("status", status)
                .putNull("error")
                .putNull("incomplete_details")
                .put("instructions", request.instructions())
                .put("max_output_tokens", request.maxOutputTokens())
                .put("model", call.model().name());
        json.set("output", output);
        json.put("parallel_tool_calls", call.conversation().choice().parallel())
                .putNull("previous_response_id")
                .put("store", false)
                .put("temperature", call.config().doSample() ? call.config().temperature() : 0)
                .put("top_p", call.config().topP())
                .put("truncation", "disabled")
                .putNull("usage");
        json.putObject("reasoning")
                .put(
                        "effort",
                        request.reasoning() == null ? null : request.reasoning().effort())
                .putNull("summary");
        JsonNode format = request.text() == null ? null : request.text().format();
        json.putObject("text").set("format", format == null ? object().put("type", "text") : format);
        json.set("tool_choice", orElse(request.toolChoice(), JsonNodeFactory.instance.textNode("auto")));
        json.set("tools", orElse(request.tools(), JsonNodeFactory.instance.arrayNode()));
        json.putObject("metadata");
        return json;
    }

    private static JsonNode orElse(@Nullable JsonNode given, JsonNode usual) {
        return given == null || given.isNull() ? usual : given;
    }

    private ObjectNode usage(Answer answer) {
        Usage usage = answer.completion().usage();
        ObjectNode json = object().put("input_tokens", usage.promptTokens());
        json.putObject("input_tokens_details").put("cached_tokens", usage.cachedTokens());
        json.put("output_tokens", usage.completionTokens());
        String thought = answer.reply().reasoning();
        json.putObject("output_tokens_details")
                .put("reasoning_tokens", thought.isEmpty() ? 0 : call.model().countTokens(Prompt.of(thought)));
        return json.put("total_tokens", usage.totalTokens());
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
