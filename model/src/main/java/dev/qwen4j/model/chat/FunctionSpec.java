package dev.qwen4j.model.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A function as the model is told of it; the {@code function} object of OpenAI's tools.
 *
 * @param humanName what people call it; ReAct prompts say it
 * @param description when to call it and what comes back; empty for none
 * @param parameters a JSON Schema of type object, empty for a function that declares none; treat as immutable
 */
public record FunctionSpec(String name, String humanName, String description, ObjectNode parameters) {
    public FunctionSpec {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name of a function must not be blank");
        }
    }

    /** People call it as the model does. */
    public FunctionSpec(String name, String description, ObjectNode parameters) {
        this(name, name, description, parameters);
    }
}
