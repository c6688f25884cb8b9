package dev.qwen4j.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolSpec;

/** Tools of one text parameter, for tests. */
public final class EchoTools {
    private EchoTools() {}

    /** What a tool does with its text. */
    public interface Body {
        String call(String text) throws InterruptedException;
    }

    public static Tool tool(String name, Body body) {
        ToolSpec spec = spec(name);
        return new Tool() {
            @Override
            public ToolSpec spec() {
                return spec;
            }

            @Override
            public ToolOutput call(ObjectNode arguments) throws InterruptedException {
                return ToolOutput.of(body.call(arguments.path("text").asText()));
            }
        };
    }

    public static ToolSpec spec(String name) {
        return new ToolSpec(name, name, "Does something with a text.", (ObjectNode) json("""
                {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}
                """), Risk.READ);
    }

    public static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
