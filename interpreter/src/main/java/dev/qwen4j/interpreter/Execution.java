package dev.qwen4j.interpreter;

import java.time.Duration;

/** How one cell ended. {@code output} is what it printed, stdout and stderr in order, cut at the policy's limit. */
public sealed interface Execution {
    String output();

    /**
     * The cell ran to its end.
     *
     * @param value {@code repr} of the last expression; empty if the cell ends in a statement or in {@code None}
     */
    record Completed(String output, String value) implements Execution {}

    /** The cell raised; the session is as the cell left it. */
    record Raised(String output, String traceback) implements Execution {}

    /** The cell ran into its deadline. {@code sessionLost} tells whether its variables are gone. */
    record TimedOut(String output, Duration limit, boolean sessionLost) implements Execution {}

    /** The worker process died; variables are gone, files are kept, the next cell gets a fresh session. */
    record Died(String output, String reason) implements Execution {}
}
