package dev.qwen4j.interpreter;

import dev.qwen4j.tools.ToolException;

/**
 * A function of this JVM that a session's Python code can call: one text in, one text out. Python reaches it as
 * {@code _qwen4j.call(name, argument)}, which modules of a library wrap.
 */
@FunctionalInterface
public interface HostFunction {
    /**
     * Does the work, on the thread that runs the cell, while the cell waits and its deadline does not come nearer.
     *
     * @param argument as the code gave it: nothing about it is checked
     * @throws ToolException if the call cannot be carried out; the code gets a RuntimeError with its message
     * @throws InterruptedException if the cell was interrupted
     */
    String call(String argument) throws InterruptedException;
}
