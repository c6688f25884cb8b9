package dev.qwen4j.agent.react;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words that structure a ReAct text, in the spellings that models use. */
enum Marker {
    THOUGHT("Thought", "thoughts?|思考|想法|思路"),
    ACTION_INPUT(
            "Action Input",
            "action\\\\?[" + LineHead.BLANKS + "_-]{0,2}(?:\\d{1,3}[" + LineHead.BLANKS
                    + "_-]{1,2})?inputs?|(?:行动|行動|动作|動作)[" + LineHead.BLANKS + "]?的?(?:输入|輸入)|工具输入"),
    ACTION("Action", "actions?|行动|行動|动作|動作"),
    OBSERVATION("Observation", "observations?|观察结果|观察|觀察結果|觀察"),
    FINAL_ANSWER("Final Answer", "final\\\\?[" + LineHead.BLANKS + "_-]{0,2}answers?|最[终終后後]的?(?:答案|回答)");

    /** Within a line these spellings count that are hardly meant as words: capitals, after a blank or the like. */
    private static final Pattern WITHIN_LINE = within(0);

    /** What a marker can begin with: most lines need no further look. */
    private static final String FIRST = "TtAaOoFf思想行动動工观觀最";

    /** In a line that is a step for sure, the others do too. */
    private static final Pattern WITHIN_STEP = within(Pattern.CASE_INSENSITIVE);

    private static Pattern within(int flags) {
        return Pattern.compile(
                "(?<=[\\s" + LineHead.BLANKS + ".。!！?？;；,，:：)）`*\"}\\]])(?:"
                        + "(?<THOUGHT>Thought|思考|想法)"
                        + "|(?<ACTIONINPUT>Action[ _]?Input|(?:行动|行動|动作|動作)的?(?:输入|輸入))|(?<ACTION>Action|行动|行動|动作|動作)"
                        + "|(?<OBSERVATION>Observation|观察结果|观察|觀察)|(?<FINALANSWER>Final[ _]?Answer|最[终終后後](?:答案|回答))"
                        + ")[*_`]{0,2} ?\\d{0,3}[*_`]{0,2}[:：]",
                flags);
    }

    /** A regular expression of the markers within a line, and some more. */
    static final String ANY_WITHIN = "(?:Thought|思考|想法|Action(?:[ _]?Input)?|(?:行动|行動|动作|動作)(?:的?(?:输入|輸入))?"
            + "|Observation|观察结果|观察|觀察|Final[ _]?Answer|最[终終后後](?:答案|回答))[*_` 0-9]*[:：]";

    /** No marker within a line is longer, in characters. */
    static final int LONGEST_WITHIN_LINE = 24;

    private final String plain;
    private final String spellings;
    private final Pattern whole;

    Marker(String plain, String spellings) {
        this.plain = plain;
        this.spellings = spellings;
        whole = Pattern.compile("(?:" + spellings + ")\\s{0,2}\\d{0,3}\\s{0,2}[:：]", Pattern.CASE_INSENSITIVE);
    }

    /** As Qwen's prompts spell it. */
    String plain() {
        return plain + ":";
    }

    /** A regular expression of all ways to write it, in lower case. */
    String spellings() {
        return spellings;
    }

    private String group() {
        return name().replace("_", "");
    }

    static String alternatives() {
        List<String> all = new ArrayList<>();
        for (Marker marker : values()) {
            all.add("(?<" + marker.group() + ">" + marker.spellings + ")");
        }
        return "(?:" + String.join("|", all) + ")";
    }

    static Marker matched(Matcher matcher) {
        for (Marker marker : values()) {
            if (matcher.start(marker.group()) >= 0) {
                return marker;
            }
        }
        throw new IllegalStateException("a match without a marker: " + matcher);
    }

    static boolean canBeginWith(char c) {
        return FIRST.indexOf(c) >= 0;
    }

    /** Whether {@code word} is the beginning of this marker, or all of it. */
    boolean hasSpellingThatBegins(String word) {
        Matcher matcher = whole.matcher(word);
        return matcher.matches() || matcher.hitEnd();
    }

    /** A marker in the middle of a line. */
    record Within(Marker marker, int start) {}

    /**
     * The markers in {@code text} from {@code from} on, for output that knows no lines.
     *
     * @param step whether the line is a step for sure
     */
    static List<Within> withinLine(CharSequence text, int from, int to, boolean step) {
        Matcher matcher = (step ? WITHIN_STEP : WITHIN_LINE)
                .matcher(text)
                .region(from, to)
                .useTransparentBounds(true);
        List<Within> all = new ArrayList<>();
        while (matcher.find()) {
            all.add(new Within(matched(matcher), matcher.start()));
        }
        return all;
    }

    /** The name in lower case, for messages. */
    @Override
    public String toString() {
        return plain.toLowerCase(Locale.ROOT);
    }
}
