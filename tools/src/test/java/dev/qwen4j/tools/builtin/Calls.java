package dev.qwen4j.tools.builtin;

import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolRegistry;
import java.util.List;

/** Calls a tool as the agent does: through a registry, with what a model would write. */
final class Calls {
    private Calls() {}

    static String call(Tool tool, String input) {
        ToolRegistry registry = new ToolRegistry(List.of(tool));
        try {
            return registry.call(registry.read(tool.spec().name(), input)).text();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
