package dev.qwen4j.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Something the model may call. Safe for use by several runs at once. */
public interface Tool {
    /** Name, description and parameters, as the model reads them. Always the same object for one tool. */
    ToolSpec spec();

    /**
     * Does the work.
     *
     * @param arguments valid for {@link ToolSpec#parameters()}
     * @return what the model reads after {@code Observation:}, and what people see beside it
     * @throws ToolException if the call cannot be carried out; the model is shown its message
     * @throws InterruptedException if the run was cancelled
     */
    ToolOutput call(ObjectNode arguments) throws InterruptedException;
}
