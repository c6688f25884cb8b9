package dev.qwen4j.interpreter;

import java.time.Duration;
import java.util.List;

/**
 * How one cell ended. {@code output} is what it printed, stdout and stderr in order, cut at the policy's limit; a note at
 * its end says how much was cut. {@code lost} are the names that were defined before the cell and are gone with the
 * process; files are always kept.
 */
public sealed interface Execution {
    String output();

    /**
     * The cell ran to its end.
     *
     * @param value the last expression as Jupyter shows it; empty if the cell ends in a statement or in {@code None}
     */
    record Completed(String output, String value) implements Execution {}

    /** The cell raised; the session is as the cell left it. */
    record Raised(String output, String traceback) implements Execution {}

    /** {@link CodeInterpreter#interrupt} ended the cell. {@code sessionLost} tells whether its variables are gone. */
    record Interrupted(String output, boolean sessionLost, List<String> lost) implements Execution {
        public Interrupted {
            lost = List.copyOf(lost);
        }
    }

    /** The cell ran into its deadline. {@code sessionLost} tells whether its variables are gone. */
    record TimedOut(String output, Duration limit, boolean sessionLost, List<String> lost) implements Execution {
        public TimedOut {
            lost = List.copyOf(lost);
        }
    }

    /** The worker process died; variables are gone, the next cell gets a fresh session. */
    record Died(String output, String reason, List<String> lost) implements Execution {
        public Died {
            lost = List.copyOf(lost);
        }
    }
}
