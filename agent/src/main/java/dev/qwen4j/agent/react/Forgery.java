package dev.qwen4j.agent.react;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lines of a tool's output that could pass for the model's own are quoted, and can be told from quotes that were there.
 */
final class Forgery {
    private static final String QUOTE = "| ";
    private static final int EACH_LINE = Pattern.CASE_INSENSITIVE | Pattern.MULTILINE;

    /** No line is looked at further than this; what is longer cannot be a marker. */
    private static final String MARKED =
            "[" + LineHead.BLANKS + "*#`+•·▪●◦–—_.()（）、．0-9-]{0,200}+" + Marker.alternatives() + LineHead.AFTER;

    private static final Pattern FORGED = Pattern.compile("^(?=(?:\\| )*+" + MARKED + ")", EACH_LINE);
    private static final Pattern DEFUSED = Pattern.compile("^\\| (?=(?:\\| )*+" + MARKED + ")", EACH_LINE);

    private Forgery() {}

    /** Quotes every line of {@code text} that begins like a marker. */
    static String defuse(String text) {
        return FORGED.matcher(text).replaceAll(Matcher.quoteReplacement(QUOTE));
    }

    /** Undoes {@link #defuse}. */
    static String restore(String text) {
        return DEFUSED.matcher(text).replaceAll("");
    }
}
