package dev.qwen4j.tools;

/** How one call ended. A failed call is something the model can read and correct. */
public sealed interface ToolResult {
    /** What the model reads. */
    String text();

    record Ok(ToolOutput output) implements ToolResult {
        @Override
        public String text() {
            return output.text();
        }
    }

    /** {@code text} names the cause and the next step. */
    record Failed(String text) implements ToolResult {}
}
