package dev.qwen4j.agent.journal;

import java.util.regex.Pattern;

/** What a run may be called: ids become file names, so nothing else passes. */
final class RunIds {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private RunIds() {}

    static boolean valid(String runId) {
        return ID.matcher(runId).matches();
    }

    static void require(String runId) {
        if (!valid(runId)) {
            throw new IllegalArgumentException("a run's id must match " + ID + " but is '" + runId + "'");
        }
    }
}
