package dev.qwen4j.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;

/**
 * A tool as the model reads it.
 *
 * @param name what the model writes after {@code Action:}
 * @param humanName what people call the tool, for example {@code Unit Converter}
 * @param description one or two sentences: when to use it and what comes back
 * @param parameters a JSON Schema of type object; treat as immutable
 */
public record ToolSpec(String name, String humanName, String description, ObjectNode parameters, Risk risk) {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_-]{1,64}");

    public ToolSpec {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name must match " + NAME + " but is '" + name + "'");
        }
        if (!"object".equals(parameters.path("type").asText())) {
            throw new IllegalArgumentException("parameters of '" + name + "' must be a JSON Schema of type object");
        }
    }
}
