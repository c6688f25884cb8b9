package dev.qwen4j.interpreter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.qwen4j.tools.ToolException;
import dev.qwen4j.tools.ToolResult;
import dev.qwen4j.tools.ToolSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tools as Python functions of one session: {@code search(query="x")} and {@code tools.search(query="x")}. Each call goes
 * through a {@link ToolDispatch}. A long result stays here, and code gets a handle that it can read parts of or hand to
 * another tool.
 *
 * <p>The code gets a {@code ToolError} where the dispatch refuses or the tool fails.
 */
public final class ToolFunctions {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Results up to this long are handed over as they are. */
    private static final int WHOLE_CHARS = 64_000;

    private static final long KEPT_CHARS = 64L << 20;
    private static final String HANDLE = "$handle";

    private final List<ToolSpec> specs;
    private final ToolDispatch dispatch;
    /** Long results by handle, the oldest first. */
    private final Map<String, String> values = new LinkedHashMap<>();

    private long keptChars;
    private int handles;

    /** @param specs of the tools that code may call */
    public ToolFunctions(List<ToolSpec> specs, ToolDispatch dispatch) {
        this.specs = List.copyOf(specs);
        this.dispatch = dispatch;
    }

    Map<String, HostFunction> functions() {
        return Map.of("tool", this::callTool, "value", this::readValue);
    }

    /** Python that puts the functions into the session. */
    String prelude() {
        ArrayNode list = JSON.createArrayNode();
        for (ToolSpec spec : specs) {
            ObjectNode tool = list.addObject().put("name", spec.name()).put("description", spec.description());
            tool.set("parameters", spec.parameters());
        }
        return "import _qwen4j_tools\n_qwen4j_tools.install(globals(), " + TextNode.valueOf(list.toString()) + ")\n"
                + "del _qwen4j_tools\n";
    }

    private String callTool(String argument) throws InterruptedException {
        JsonNode call = read(argument);
        String name = call.path("tool").asText();
        if (specs.stream().noneMatch(spec -> spec.name().equals(name))) {
            throw new ToolException("there is no tool '" + name + "' here");
        }
        return switch (dispatch.call(name, resolved(call.path("arguments")).toString())) {
            case ToolResult.Failed failed -> throw new ToolException(failed.text());
            case ToolResult.Ok ok -> handedOver(ok.text());
        };
    }

    private static JsonNode read(String argument) {
        try {
            return JSON.readTree(argument);
        } catch (JsonProcessingException e) {
            throw new ToolException("the call is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** With the values that handles at the first level stand for. */
    private ObjectNode resolved(JsonNode arguments) {
        ObjectNode resolved = JSON.createObjectNode();
        arguments.properties().forEach(argument -> {
            JsonNode handle = argument.getValue().path(HANDLE);
            resolved.set(
                    argument.getKey(),
                    handle.isTextual() ? TextNode.valueOf(value(handle.asText())) : argument.getValue());
        });
        return resolved;
    }

    private synchronized String handedOver(String text) {
        if (text.length() <= WHOLE_CHARS) {
            return JSON.createObjectNode().put("text", text).toString();
        }
        String handle = "value-" + ++handles;
        values.put(handle, text);
        keptChars += text.length();
        while (keptChars > KEPT_CHARS && values.size() > 1) {
            String oldest = values.keySet().iterator().next();
            String removed = values.remove(oldest);
            keptChars -= removed == null ? 0 : removed.length();
        }
        return JSON.createObjectNode()
                .put("handle", handle)
                .put("length", text.length())
                .put("text", text.substring(0, 1000))
                .toString();
    }

    private synchronized String value(String handle) {
        String value = values.get(handle);
        if (value == null) {
            throw new ToolException("the value behind '" + handle + "' is no longer kept: call the tool again");
        }
        return value;
    }

    private String readValue(String argument) {
        JsonNode part = read(argument);
        String value = value(part.path("handle").asText());
        int from = Math.clamp(part.path("from").asLong(), 0, value.length());
        return value.substring(from, Math.clamp(part.path("to").asLong(), from, value.length()));
    }
}
