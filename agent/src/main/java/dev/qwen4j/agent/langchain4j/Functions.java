package dev.qwen4j.agent.langchain4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.qwen4j.model.FunctionCall;
import dev.qwen4j.model.chat.FunctionSpec;

/** LangChain4j's tools as functions, and calls of functions as LangChain4j's requests. */
final class Functions {
    private static final JsonMapper JSON = new JsonMapper();

    private Functions() {}

    static FunctionSpec read(ToolSpecification tool) {
        String description = tool.description() == null ? "" : tool.description();
        return new FunctionSpec(tool.name(), description, parameters(tool));
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
