package dev.qwen4j.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A call as read from the model's text: ready to be made, or refused with a reason the model can act on. */
public sealed interface ToolCall {
    /** @param arguments valid for the tool's parameters */
    record Ready(Tool tool, ObjectNode arguments) implements ToolCall {}

    /**
     * @param name the tool's name as the model wrote it
     * @param reason names the cause and the next step
     */
    record Refused(String name, String reason) implements ToolCall {}
}
