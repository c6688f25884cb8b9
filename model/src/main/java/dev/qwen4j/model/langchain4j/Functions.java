package dev.qwen4j.model.langchain4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.qwen4j.model.FunctionCall;
import dev.qwen4j.model.chat.FunctionSpec;

/** LangChain4j's tools as functions, their schemas as JSON, and calls of functions as LangChain4j's requests. */
final class Functions {
    private static final JsonMapper JSON = new JsonMapper();

    private Functions() {}

    static FunctionSpec read(ToolSpecification tool) {
        String description = tool.description() == null ? "" : tool.description();
        return new FunctionSpec(tool.name(), description, parameters(tool));
    }

    /** A JSON Schema by way of a tool that takes it, the one place where LangChain4j writes schemas for everyone. */
    static JsonNode schema(JsonSchemaElement element) {
        ToolSpecification carrier = ToolSpecification.builder()
                .name("carrier")
                .parameters(JsonObjectSchema.builder()
                        .addProperty("schema", element)
                        .build())
                .build();
        return parameters(carrier).path("properties").path("schema");
    }

    private static ObjectNode parameters(ToolSpecification tool) {
        try {
            if (JSON.readTree(tool.toJson()).get("parameters") instanceof ObjectNode parameters) {
                return parameters;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the parameters of tool '" + tool.name() + "' cannot be read", e);
        }
        return JsonNodeFactory.instance.objectNode();
    }

    static ToolExecutionRequest request(FunctionCall call) {
        return ToolExecutionRequest.builder()
                .id(call.id())
                .name(call.name())
                .arguments(call.arguments())
                .build();
    }

    static FunctionCall read(ToolExecutionRequest request) {
        return new FunctionCall(
                request.id() == null ? "" : request.id(),
                request.name(),
                request.arguments() == null ? "{}" : request.arguments());
    }
}
