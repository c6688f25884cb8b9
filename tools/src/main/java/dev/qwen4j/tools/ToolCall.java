package dev.qwen4j.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** A call as read from the model's text: ready to be made, or refused with a reason the model can act on. */
public sealed interface ToolCall {
    /**
     * A call that can be made.
     *
     * @param arguments valid for the tool's parameters
     * @param repairs what had to be put right to read it
     */
    record Ready(Tool tool, ObjectNode arguments, Set<Repair> repairs) implements ToolCall {
        public Ready {
            repairs = Set.copyOf(repairs);
        }

        /** A call that was not read from text. */
        public Ready(Tool tool, ObjectNode arguments) {
            this(tool, arguments, Set.of());
        }
    }

    /**
     * A call that cannot be made.
     *
     * @param name the tool's name as the model wrote it
     * @param reason names the cause and the next step
     */
    record Refused(String name, String reason) implements ToolCall {}
}
