package dev.qwen4j.agent.react;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words that structure a ReAct text, in the spellings that models use. */
enum Marker {
    THOUGHT("thoughts?|思考|想法"),
    ACTION_INPUT("action[ \\t_-]{0,2}inputs?|(?:行动|动作)的?输入|工具输入"),
    ACTION("action|行动|动作"),
    OBSERVATION("observations?|观察结果|观察"),
    FINAL_ANSWER("final[ \\t_-]{0,2}answer|最[终后]的?(?:答案|回答)");

    /** What may stand before a marker on its line: blanks, list marks, emphasis, invisible characters. Bounded. */
    private static final String BEFORE = "[ \\t\\u00a0\\u3000\\ufeff\\u200b-\\u200d\\u2060*#`+•·_-]{0,16}"
            + "(?:\\d{1,2}[.)、][ \\t]{0,4})?[*`_#]{0,4}";

    /** What may stand between a marker's name and its text: a step number, emphasis, the colon in either width. */
    private static final String AFTER =
            "[*_`]{0,3}[ \\t]{0,2}(?:#?\\d{1,3}|[(\\[（]\\d{1,3}[)\\]）])?[*_` \\t]{0,4}[:：][*_`]{0,3}[ \\t]?";

    /** Every character that a line with a marker can begin with: most lines need no further look. */
    private static final String FIRST =
            " \t\u00a0\u3000\ufeff\u200b\u200c\u200d\u2060*#`+•·_-0123456789TtAaOoFf思想行动工观最";

    private static final LineStart PLAIN = new LineStart.Plain();
    private static final LineStart UNDECIDED = new LineStart.Undecided();

    private static final String LINE_START = BEFORE + alternatives() + AFTER;
    private static final Pattern AT_LINE_START = Pattern.compile(LINE_START, Pattern.CASE_INSENSITIVE);

    /** Within a line only spellings count that are hardly meant as words: capitals, after a blank or the like. */
    private static final Pattern WITHIN_LINE = Pattern.compile("(?<=[\\s.。!！?？;；,，:：)）`*])(?:"
            + "(?<THOUGHT>Thought|思考)|(?<ACTIONINPUT>Action[ _]?Input|行动输入|动作输入)|(?<ACTION>Action|行动|动作)"
            + "|(?<OBSERVATION>Observation|观察结果|观察)|(?<FINALANSWER>Final[ _]?Answer|最终答案|最终回答)"
            + ") ?\\d{0,3}[:：]");

    /** No marker within a line is longer, in characters. */
    static final int LONGEST_WITHIN_LINE = 20;

    private static final String QUOTE = "| ";
    private static final int EACH_LINE = Pattern.CASE_INSENSITIVE | Pattern.MULTILINE;
    private static final Pattern FORGED = Pattern.compile("^(?=(?:\\| )*+" + LINE_START + ")", EACH_LINE);
    private static final Pattern DEFUSED = Pattern.compile("^\\| (?=(?:\\| )*+" + LINE_START + ")", EACH_LINE);

    private final String spellings;

    Marker(String spellings) {
        this.spellings = spellings;
    }

    private String group() {
        return name().replace("_", "");
    }

    private static String alternatives() {
        List<String> all = new ArrayList<>();
        for (Marker marker : values()) {
            all.add("(?<" + marker.group() + ">" + marker.spellings + ")");
        }
        return "(?:" + String.join("|", all) + ")";
    }

    private static Marker matched(Matcher matcher) {
        for (Marker marker : values()) {
            if (matcher.start(marker.group()) >= 0) {
                return marker;
            }
        }
        throw new IllegalStateException("a match without a marker: " + matcher);
    }

    /** What a line begins with. */
    sealed interface LineStart {
        /** @param end where the text after the marker begins */
        record Marked(Marker marker, int end) implements LineStart {}

        record Plain() implements LineStart {}

        /** More text could still make it a marker. */
        record Undecided() implements LineStart {}
    }

    /**
     * Looks at the line that begins at {@code from}.
     *
     * @param complete whether no text follows
     */
    static LineStart atLineStart(CharSequence text, int from, boolean complete) {
        if (from < text.length() && FIRST.indexOf(text.charAt(from)) < 0) {
            return PLAIN;
        }
        Matcher matcher = AT_LINE_START.matcher(text).region(from, text.length());
        boolean found = matcher.lookingAt();
        if (matcher.hitEnd() && !complete) {
            return UNDECIDED;
        }
        return found ? new LineStart.Marked(matched(matcher), matcher.end()) : PLAIN;
    }

    /** A marker in the middle of a line. */
    record Within(Marker marker, int start) {}

    /** The markers in {@code text} between {@code from} and {@code to}, for output that knows no lines. */
    static List<Within> withinLine(CharSequence text, int from, int to) {
        Matcher matcher = WITHIN_LINE.matcher(text).region(from, to).useTransparentBounds(true);
        List<Within> all = new ArrayList<>();
        while (matcher.find()) {
            all.add(new Within(matched(matcher), matcher.start()));
        }
        return all;
    }

    /** Quotes every line of {@code text} that begins like a marker, so that no tool's output can pass for the model's. */
    static String defuse(String text) {
        return FORGED.matcher(text).replaceAll(Matcher.quoteReplacement(QUOTE));
    }

    /** Undoes {@link #defuse}. */
    static String restore(String text) {
        return DEFUSED.matcher(text).replaceAll("");
    }
}
