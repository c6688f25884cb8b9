package dev.qwen4j.agent.hermes;

import java.util.regex.Pattern;

/**
 * Markers in a tool's output, which could pass for the frame around it, get a bar, and can be told from bars that were
 * there.
 */
final class HermesForgery {
    private static final String NAME = "(\\|*+\\s*+/?\\s*+(?:tool_call|tool_response|tools|think)\\s*+>)";
    private static final Pattern FORGED = Pattern.compile("<" + NAME, Pattern.CASE_INSENSITIVE);
    private static final Pattern DEFUSED = Pattern.compile("<\\|" + NAME, Pattern.CASE_INSENSITIVE);

    private HermesForgery() {}

    static String defuse(String text) {
        return FORGED.matcher(text).replaceAll("<|$1");
    }

    /** Undoes {@link #defuse}. */
    static String restore(String text) {
        return DEFUSED.matcher(text).replaceAll("<$1");
    }
}
