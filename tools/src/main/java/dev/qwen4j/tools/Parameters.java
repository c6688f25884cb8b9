package dev.qwen4j.tools;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Builds the JSON Schema of a tool's parameters, with its keys in the order in which Qwen's tool lists have them:
 * {@code {"type": "object", "properties": {name: {"type", "description"}}, "required": [name]}}.
 *
 * <pre>{@code
 * ObjectNode parameters = Parameters.create()
 *         .required("path", "string", "file path")
 *         .optional("lines", "integer", "how many lines to read")
 *         .schema();
 * }</pre>
 */
public final class Parameters {
    private final ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");

    private Parameters() {
        schema.putObject("properties");
        schema.putArray("required");
    }

    /** Parameters of a tool that takes none, to which others are added. */
    public static Parameters create() {
        return new Parameters();
    }

    /**
     * Adds a parameter that each call must have.
     *
     * @param type a JSON Schema type: string, number, integer, boolean, array or object
     */
    public Parameters required(String name, String type, String description) {
        optional(name, type, description);
        schema.withArray("required").add(name);
        return this;
    }

    /**
     * Adds a parameter that a call may leave out.
     *
     * @param type a JSON Schema type: string, number, integer, boolean, array or object
     */
    public Parameters optional(String name, String type, String description) {
        schema.withObject("properties").putObject(name).put("type", type).put("description", description);
        return this;
    }

    /** The schema so far; a copy. */
    public ObjectNode schema() {
        return schema.deepCopy();
    }
}
