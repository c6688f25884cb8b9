package dev.qwen4j.agent.journal;

import java.util.regex.Pattern;

/** What a run may be called: ids become file names and parts of addresses, so nothing else passes. */
public final class RunIds {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private RunIds() {}

    /** Whether a run may be called so. */
    public static boolean valid(String runId) {
        return ID.matcher(runId).matches();
    }

    /** @throws IllegalArgumentException if no run may be called so */
    public static void require(String runId) {
        if (!valid(runId)) {
            throw new IllegalArgumentException("a run's id must match " + ID + " but is '" + runId + "'");
        }
    }
}
