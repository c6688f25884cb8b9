package dev.qwen4j.service.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolException;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolRegistry;
import dev.qwen4j.tools.ToolSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tools that are described in a file, and that nobody can call. */
final class ToolsFile {
    private ToolsFile() {}

    /** The tools in {@code file}, a JSON array. */
    static ToolRegistry read(Path file) {
        try {
            JsonNode array = new ObjectMapper().readTree(Files.readString(file));
            if (!array.isArray()) {
                throw new CommandFailure(ExitStatus.USAGE, file + " is no JSON array: give one of tools");
            }
            List<Tool> tools = new ArrayList<>();
            array.forEach(tool -> tools.add(new Described(spec(tool))));
            return new ToolRegistry(tools);
        } catch (JsonProcessingException e) {
            throw new CommandFailure(ExitStatus.USAGE, file + " is no JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new CommandFailure(ExitStatus.USAGE, "cannot read " + file + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitStatus.USAGE, file + ": " + e.getMessage(), e);
        }
    }

    private static ToolSpec spec(JsonNode tool) {
        String name = tool.path("name").asText();
        ObjectNode parameters = tool.path("parameters") instanceof ObjectNode given
                ? given.deepCopy()
                : JsonNodeFactory.instance.objectNode();
        if (!parameters.has("type")) {
            parameters.put("type", "object");
        }
        return new ToolSpec(
                name,
                tool.path("name_for_human").asText(name),
                tool.path("description").asText(),
                parameters,
                Risk.READ);
    }

    private record Described(ToolSpec spec) implements Tool {
        @Override
        public ToolOutput call(ObjectNode arguments) {
            throw new ToolException(spec.name() + " is only described");
        }
    }
}
