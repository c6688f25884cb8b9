package dev.qwen4j.tools;

import java.util.EnumSet;
import java.util.Set;

/** A place in a text that is almost JSON, and what was put right on the way there. */
final class JsonCursor {
    private final String text;
    private final Set<Repair> repairs = EnumSet.noneOf(Repair.class);
    private int at;

    JsonCursor(String text, int start) {
        this.text = text;
        this.at = start;
    }

    /** Not to be read without guessing. */
    static final class Unreadable extends Exception {
        Unreadable() {
            super(null, null, false, false);
        }
    }

    void note(Repair repair) {
        repairs.add(repair);
    }

    Set<Repair> repairs() {
        return repairs;
    }

    int position() {
        return at;
    }

    void skip(int characters) {
        at += characters;
    }

    boolean atEnd() {
        return at >= text.length();
    }

    boolean startsWith(String prefix) {
        return text.startsWith(prefix, at);
    }

    /** The character here as it stands in the text. */
    char raw() throws Unreadable {
        if (atEnd()) {
            throw new Unreadable();
        }
        return text.charAt(at);
    }

    /** The character here; punctuation of other keyboards as in ASCII. */
    char peek() throws Unreadable {
        return ascii(raw());
    }

    /** The same, and past it: a mark of the structure. */
    char mark() throws Unreadable {
        char c = peek();
        if (c != raw()) {
            note(Repair.PUNCTUATION);
        }
        at++;
        return c;
    }

    private static char ascii(char c) {
        return switch (c) {
            case '、' -> ',';
            case '【' -> '[';
            case '】' -> ']';
            default -> FullWidth.toAscii(c);
        };
    }

    /** The run of characters from here that can be part of a word or number, as ASCII where possible. */
    String word() throws Unreadable {
        StringBuilder word = new StringBuilder();
        while (!atEnd() && (Character.isLetterOrDigit(raw()) || "_$+-.".indexOf(peek()) >= 0)) {
            word.append(mark());
        }
        return word.toString();
    }

    /** To the next character that is neither blank nor part of a comment. */
    void skipBlanks() {
        while (!atEnd()) {
            if (isBlank(text.charAt(at))) {
                at++;
            } else if (startsWith("/*")) {
                note(Repair.JSON5);
                int end = text.indexOf("*/", at + 2);
                at = end < 0 ? text.length() : end + 2;
            } else if (startsWith("//") || startsWith("#")) {
                note(Repair.JSON5);
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else {
                return;
            }
        }
    }

    /** What follows, but for blanks, {@code ahead} characters from here; 0 at the end of the text. */
    char nextMark(int ahead) {
        int i = at + ahead;
        while (i < text.length() && isBlank(text.charAt(i))) {
            i++;
        }
        return i < text.length() ? ascii(text.charAt(i)) : 0;
    }

    /** The next {@code length} characters, or as many as there are. */
    String take(int length) {
        return text.substring(Math.min(at, text.length()), Math.min(at + length, text.length()));
    }

    static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.getType(c) == Character.FORMAT;
    }
}
