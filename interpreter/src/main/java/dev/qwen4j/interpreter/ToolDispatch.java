package dev.qwen4j.interpreter;

import dev.qwen4j.tools.ToolRegistry;
import dev.qwen4j.tools.ToolResult;

/** How a tool that code calls is found, checked, allowed and called: the same way as one that the model calls itself. */
@FunctionalInterface
public interface ToolDispatch {
    /**
     * Makes the call, or says why it was refused.
     *
     * @param arguments a JSON object
     */
    ToolResult call(String tool, String arguments) throws InterruptedException;

    /** By a registry: arguments are checked against the tool's schema, failures become text. */
    static ToolDispatch of(ToolRegistry registry) {
        return (tool, arguments) -> registry.call(registry.read(tool, arguments));
    }
}
