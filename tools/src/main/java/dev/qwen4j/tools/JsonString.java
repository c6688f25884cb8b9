package dev.qwen4j.tools;

import dev.qwen4j.tools.JsonCursor.Unreadable;

/**
 * Reads a string: in any quotes, with raw line breaks, quotes without a backslash and unknown escapes inside.
 *
 * <p>An unknown escape such as {@code \d} keeps its backslash: in the regular expressions and paths where models write
 * them, it is meant. (Jackson's lenient mode drops it, which is why it is not used here.)
 */
final class JsonString {
    private static final String DOUBLE = "\"“”„‟＂″";
    private static final String SINGLE = "'‘’‚‛＇";
    private static final String QUOTES = DOUBLE + SINGLE + "`";

    private final JsonCursor in;
    private final boolean key;
    private final String ends;
    private final StringBuilder content = new StringBuilder();
    private boolean unclosed;
    private boolean strayQuotes;

    private JsonString(JsonCursor in, boolean key, String ends) {
        this.in = in;
        this.key = key;
        this.ends = ends;
    }

    static JsonString key(JsonCursor in) {
        return new JsonString(in, true, ":");
    }

    /** @param inTuple whether a round bracket, too, may follow */
    static JsonString value(JsonCursor in, boolean inTuple) {
        return new JsonString(in, false, inTuple ? ",}])#/" : ",}]#/");
    }

    static boolean isQuote(char c) {
        return QUOTES.indexOf(c) >= 0;
    }

    /** Whether the text ended before the string did. */
    boolean isUnclosed() {
        return unclosed;
    }

    /** Whether there were quotes inside, so that its end is not certain. */
    boolean hasStrayQuotes() {
        return strayQuotes;
    }

    /** The string that begins here. */
    String read() throws Unreadable {
        char opening = in.raw();
        noteQuote(opening);
        String triple = String.valueOf(opening).repeat(3);
        boolean long3 = (opening == '"' || opening == '\'') && in.startsWith(triple);
        if (long3) {
            in.note(Repair.PYTHON_LITERAL);
        }
        in.skip(long3 ? 3 : 1);
        String closing = closing(opening);
        while (!in.atEnd()) {
            char c = in.raw();
            if (c == '\\' && in.take(2).length() == 2) {
                escape();
            } else if (long3 ? in.startsWith(triple) : closing.indexOf(c) >= 0 && closes(closing)) {
                in.skip(long3 ? 3 : 1);
                return content.toString();
            } else {
                if (c < ' ') {
                    in.note(long3 ? Repair.PYTHON_LITERAL : Repair.RAW_LINE_BREAK);
                }
                content.append(c);
                in.skip(1);
            }
        }
        unclosed = true;
        return requireWhole();
    }

    /** Raw strings of Python, in which a backslash is a backslash. */
    String readRaw() throws Unreadable {
        in.note(Repair.PYTHON_LITERAL);
        char quote = in.raw();
        in.skip(1);
        while (in.raw() != quote) {
            content.append(in.raw());
            in.skip(1);
        }
        in.skip(1);
        return content.toString();
    }

    private void noteQuote(char quote) {
        if (quote == '\'' || quote == '`') {
            in.note(Repair.JSON5);
        } else if (quote != '"') {
            in.note(Repair.PUNCTUATION);
        }
    }

    private static String closing(char opening) {
        if (opening == '"' || opening == '\'' || opening == '`') {
            return String.valueOf(opening);
        }
        return DOUBLE.indexOf(opening) >= 0 ? DOUBLE : SINGLE;
    }

    /** Whether the string ends with the quote here: otherwise the quote belongs to its content. */
    private boolean closes(String closing) throws Unreadable {
        char next = in.nextMark(1);
        if (next == 0 ? !key : ends.indexOf(next) >= 0) {
            return true;
        }
        // Before a colon or another quote it may also be the end of a string whose comma was forgotten, before an
        // operator or a method the end of one that is part of an expression.
        String after = in.take(3);
        boolean method = after.length() == 3 && after.charAt(1) == '.' && Character.isLetter(after.charAt(2));
        if (next == ':' || next == '+' || next == '%' || method || closing.indexOf(next) >= 0) {
            throw new Unreadable();
        }
        strayQuotes = true;
        in.note(Repair.STRAY_QUOTE);
        return false;
    }

    /**
     * A string that only lacks its quote ends on the line it began on, and not in what may be the brackets around it.
     * Otherwise it was cut, for example by a stop word inside it.
     */
    private String requireWhole() throws Unreadable {
        String value = content.toString().stripTrailing();
        boolean bracketed = value.endsWith("}") || value.endsWith("]");
        if (key || strayQuotes || value.isEmpty() || bracketed || content.indexOf("\n") >= 0) {
            throw new Unreadable();
        }
        return value;
    }

    private void escape() {
        char c = in.take(2).charAt(1);
        in.skip(2);
        switch (c) {
            case 'n' -> content.append('\n');
            case 't' -> content.append('\t');
            case 'r' -> content.append('\r');
            case 'b' -> content.append('\b');
            case 'f' -> content.append('\f');
            case '"', '\\', '/' -> content.append(c);
            case '\'', '`', '“', '”', '‘', '’', '_' -> {
                in.note(Repair.BAD_ESCAPE);
                content.append(c);
            }
            case '\n' -> in.note(Repair.JSON5); // a line continued, as in JSON5 and Python
            case 'u' -> codeUnit(4, c);
            case 'x' -> {
                in.note(Repair.JSON5);
                codeUnit(2, c);
            }
            default -> {
                in.note(Repair.BAD_ESCAPE);
                content.append('\\').append(c);
            }
        }
    }

    private void codeUnit(int digits, char letter) {
        String hex = in.take(digits);
        if (hex.length() == digits && hex.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0)) {
            content.append((char) Integer.parseInt(hex, 16));
            in.skip(digits);
        } else {
            in.note(Repair.BAD_ESCAPE);
            content.append('\\').append(letter);
        }
    }
}
