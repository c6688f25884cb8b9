package dev.qwen4j.model;

import java.util.UUID;

/**
 * A function that the model asks its caller to call.
 *
 * @param id pairs the call with its {@linkplain Message.FunctionResult result}; may be empty, results then belong to
 *     calls in order
 * @param arguments a JSON object as text, or what the model wrote if it cannot be read as one
 */
public record FunctionCall(String id, String name, String arguments) {
    /** An id for a call that the model wrote, which has none of its own. */
    public static String newId() {
        return "call_" + UUID.randomUUID().toString().replace("-", "");
    }
}
