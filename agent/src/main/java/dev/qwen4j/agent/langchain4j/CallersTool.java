package dev.qwen4j.agent.langchain4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolSpec;

/** A tool of a request: a call of it ends the run, as it is the caller who makes it and comes back with the result. */
record CallersTool(ToolSpec spec) implements Tool {
    private static final JsonMapper JSON = new JsonMapper();

    static CallersTool of(ToolSpecification tool) {
        String description = tool.description() == null ? "" : tool.description();
        return new CallersTool(new ToolSpec(tool.name(), tool.name(), description, parameters(tool), Risk.READ));
    }

    @Override
    public ToolOutput call(ObjectNode arguments) {
        return ToolOutput.of("left to the caller").asAnswer();
    }

    /** A JSON Schema by way of a tool that takes it, the one place where LangChain4j writes schemas for everyone. */
    static JsonNode schema(JsonSchemaElement element) {
        return parameters(ToolSpecification.builder()
                        .name("carrier")
                        .parameters(JsonObjectSchema.builder()
                                .addProperty("schema", element)
                                .build())
                        .build())
                .path("properties")
                .path("schema");
    }

    private static ObjectNode parameters(ToolSpecification tool) {
        try {
            if (JSON.readTree(tool.toJson()).get("parameters") instanceof ObjectNode parameters) {
                return parameters;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the parameters of tool '" + tool.name() + "' cannot be read", e);
        }
        return JsonNodeFactory.instance.objectNode().put("type", "object");
    }
}
