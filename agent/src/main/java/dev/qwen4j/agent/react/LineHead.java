package dev.qwen4j.agent.react;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a line begins with. Looked at again whenever more of the line is known, without reading its beginning twice, so
 * that a line of any length costs what it is long.
 */
final class LineHead {
    /** Blanks and characters that cannot be seen. */
    static final String BLANKS = " \\t\\u00a0\\u00ad\\u180e\\u2000-\\u200f\\u202f\\u205f-\\u2064\\u3000\\ufeff";

    /** What else counts as one before a marker. */
    private static final String MORE_BLANKS =
            "\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u08e2\\u1680\\u2028-\\u202e" + "\\u2066-\\u206f\\ufff9-\\ufffb";

    /** List marks, headings, emphasis, code. */
    private static final String MARKS = "*#`+•·▪●◦–—_-";

    private static final Pattern NUMBER = Pattern.compile("\\d{1,3}[.)、．）]|[(（]\\d{1,3}[)）]");
    private static final int LONGEST_NUMBER = 6;
    private static final int FENCE = 3;

    /** What may stand between a marker's name and its text: a step number, emphasis, the colon in either width. */
    static final String AFTER = "[*_`]{0,3}[" + BLANKS + "]{0,4}"
            + "(?:#?\\d{1,3}(?:\\.\\d{1,2})?|[(\\[（]\\d{1,3}[)\\]）])?"
            + "[*_`" + BLANKS + "]{0,6}[:：﹕∶](?<emphasis>[*_`]{0,3})[" + BLANKS + "]?";

    private static final Pattern MARKER =
            Pattern.compile(Marker.alternatives() + AFTER, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    /** More than any marker with what follows its name. */
    private static final int LONGEST_MARKER = 80;

    private static final LineHead.Found PLAIN = new Found.Plain();
    private static final LineHead.Found UNDECIDED = new Found.Undecided();

    private final int start;
    private int at;
    private boolean decorated;

    /** @param start where the line begins */
    LineHead(int start) {
        this.start = start;
        at = start;
    }

    /** What a line begins with. */
    sealed interface Found {
        /**
         * A marker.
         *
         * @param end where the text after it begins
         * @param plain whether it is spelt as Qwen spells it
         * @param closing what ends the emphasis that began before the marker and did not end with it; else empty
         */
        record Marked(Marker marker, int end, boolean plain, String closing) implements Found {}

        record Plain() implements Found {}

        /** More text could still make it a marker. */
        record Undecided() implements Found {}
    }

    /**
     * Looks at the line.
     *
     * @param complete whether no text follows
     */
    Found look(CharSequence text, boolean complete) {
        if (!skipDecoration(text, complete)) {
            return complete ? PLAIN : UNDECIDED;
        }
        if (!Marker.canBeginWith(text.charAt(at))) {
            return PLAIN;
        }
        Matcher matcher = MARKER.matcher(text).region(at, Math.min(text.length(), at + LONGEST_MARKER));
        boolean found = matcher.lookingAt();
        if (matcher.hitEnd() && !complete) {
            return UNDECIDED;
        }
        if (!found) {
            return PLAIN;
        }
        Marker marker = Marker.matched(matcher);
        String name = text.subSequence(at, matcher.end()).toString().stripTrailing();
        boolean plain = !decorated && name.equals(marker.plain());
        String closing = matcher.group("emphasis").isEmpty() ? emphasisBefore(text) : "";
        return new Found.Marked(marker, matcher.end(), plain, name.matches(".*[*_`].*[:：﹕∶]") ? "" : closing);
    }

    /**
     * A regular expression of what a line with one of these markers begins with, and of some more: as many marks, numbers
     * and thoughts before it as one likes.
     */
    static String headOf(Marker... markers) {
        String seen = decoration();
        String colon = "[" + BLANKS + "*_`#0-9.()\\[\\]（）]*[:：﹕∶]";
        String any = Stream.of(markers).map(Marker::spellings).collect(Collectors.joining("|"));
        return seen + "(?:(?:" + Marker.THOUGHT.spellings() + ")" + colon + seen + ")*(?:" + any + ")" + colon;
    }

    /** A regular expression of what may stand before a marker, and of some more. */
    static String decoration() {
        return "[" + BLANKS + MORE_BLANKS + "*#`+•·▪●◦–—_0-9.)、．）(（-]*";
    }

    /** Whether the line, which has no marker, opens or closes a code fence. */
    boolean isFence(CharSequence text) {
        int from = start;
        while (from < at && isBlank(text.charAt(from))) {
            from++;
        }
        return at - from >= FENCE
                && text.subSequence(from, from + FENCE).toString().equals("```");
    }

    /** Whether the line, which has no marker, begins with an object or a list. */
    boolean beginsObject(CharSequence text) {
        return at < text.length() && "{[｛".indexOf(text.charAt(at)) >= 0;
    }

    /** False if there is nothing but decoration so far, or if it is not known how it goes on. */
    private boolean skipDecoration(CharSequence text, boolean complete) {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (isBlank(c)) {
                at++;
            } else if (MARKS.indexOf(c) >= 0) {
                decorated = true;
                at++;
            } else if (Character.isDigit(c) || c == '(' || c == '（') {
                Matcher number = NUMBER.matcher(text).region(at, Math.min(text.length(), at + LONGEST_NUMBER));
                boolean found = number.lookingAt();
                if (!found) {
                    return complete || !number.hitEnd();
                }
                decorated = true;
                at = number.end();
            } else {
                return true;
            }
        }
        return false;
    }

    private static boolean isBlank(char c) {
        return c != '\n'
                && c != '\r'
                && (c == '\t' || Character.isSpaceChar(c) || Character.getType(c) == Character.FORMAT);
    }

    /** The emphasis right before the marker. */
    private String emphasisBefore(CharSequence text) {
        int from = at;
        while (from > start && "*_`".indexOf(text.charAt(from - 1)) >= 0) {
            from--;
        }
        return text.subSequence(from, at).toString();
    }

    /** A regular expression of the lines that {@link #isPartOfObservation}, but for letter case, and of some more. */
    static String partOfObservation() {
        String words = Stream.of("observations", "观察结果", "觀察結果")
                .map(LineHead::beginning)
                .collect(Collectors.joining("|"));
        return "[" + BLANKS + MORE_BLANKS + MARKS.replace("-", "\\-") + "]*(?:" + words + ")\\s*\\d*\\s*[:：]?\\s*";
    }

    /** A regular expression of all that {@code word} begins with, the word included. */
    private static String beginning(String word) {
        String rest = "";
        for (int i = word.length() - 1; i > 0; i--) {
            rest = "(?:" + word.charAt(i) + rest + ")?";
        }
        return word.charAt(0) + rest;
    }

    /** Whether a line that ends the text is the beginning of an observation's marker, colon and all or less. */
    static boolean isPartOfObservation(String line) {
        int from = 0;
        while (from < line.length() && (isBlank(line.charAt(from)) || MARKS.indexOf(line.charAt(from)) >= 0)) {
            from++;
        }
        String word = line.substring(from).stripTrailing();
        return !word.isEmpty() && Marker.OBSERVATION.hasSpellingThatBegins(word);
    }
}
