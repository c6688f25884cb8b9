package dev.qwen4j.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * What a server is told that asks the user something in the middle of a call. Nobody is there to ask: it gets back the
 * values that it proposed itself, and is declined where it did not propose one for everything that it requires.
 */
final class Elicitation {
    private Elicitation() {}

    /** @param parameters of the request {@code elicitation/create} */
    static ObjectNode answer(JsonNode parameters) {
        JsonNode schema = parameters.path("requestedSchema");
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            if (property.getValue().has("default")) {
                content.set(property.getKey(), property.getValue().get("default"));
            }
        }
        boolean complete = schema.isObject();
        for (JsonNode required : schema.path("required")) {
            complete &= content.has(required.asText());
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("action", complete ? "accept" : "decline");
        return complete ? answer.set("content", content) : answer;
    }
}
