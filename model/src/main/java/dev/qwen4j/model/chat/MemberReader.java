package dev.qwen4j.model.chat;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON object character by character and hands over the text of each member's value as soon as it is certain.
 *
 * <p>Strict JSON is handed over as it stands. Put right on the way: single quotes, trailing commas, {@code True},
 * {@code False} and {@code None}, control characters in strings, escapes that JSON does not know, a second brace around
 * the object. At any other fault the
 * reader is {@linkplain #isLost() lost} and hands over what follows as it stands. Never throws; linear time.
 */
final class MemberReader {
    /** Receives the members of the object. */
    interface Members {
        void begin(String key);

        void value(char c);

        void end();
    }

    private enum Expected {
        OBJECT,
        KEY,
        COLON,
        VALUE,
        COMMA,
        NOTHING
    }

    private static final Pattern SCALAR =
            Pattern.compile("true|false|null|-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?(?:[eE][+-]?[0-9]++)?");
    private static final Map<String, String> PYTHON = Map.of("True", "true", "False", "false", "None", "null");

    private final Members members;
    private final StringBuilder open = new StringBuilder();
    /** With its quotes; of the object's own member only. */
    private final StringBuilder key = new StringBuilder();
    /** A number or a literal, as far as it goes. */
    private final StringBuilder word = new StringBuilder();
    /** A comma and white space that the next value or the end of this one decides on. */
    private final StringBuilder gap = new StringBuilder();

    private Expected expected = Expected.OBJECT;
    /** Reads the string that the object has come to; null outside strings. */
    private @Nullable JsonStringReader string;

    private boolean inKey;
    private boolean inMember;
    private boolean afterComma;
    private boolean lost;

    MemberReader(Members members) {
        this.members = members;
    }

    /** Whether the object has ended; what follows does not matter. */
    boolean isComplete() {
        return expected == Expected.NOTHING;
    }

    boolean isInString() {
        return string != null;
    }

    boolean isLost() {
        return lost;
    }

    /**
     * Ends an object that only lacks closing brackets.
     *
     * @return whether it is complete now
     */
    boolean close() {
        if (!lost && string == null) {
            endWord();
        }
        while (!lost && string == null && expected == Expected.COMMA) {
            gap.setLength(0);
            pop();
        }
        return isComplete();
    }

    void accept(char c) {
        if (lost) {
            hand(c);
        } else if (string != null) {
            string.accept(c);
            if (string.hasEnded()) {
                endString();
            }
        } else if (isWordPart(c) && (expected == Expected.VALUE || !word.isEmpty())) {
            word.append(c);
            return;
        } else {
            endWord();
            if (lost) {
                hand(c);
            } else if (Character.isWhitespace(c)) {
                gap.append(c);
            } else {
                structure(c);
            }
        }
    }

    private static boolean isWordPart(char c) {
        return Character.isLetterOrDigit(c) || c == '+' || c == '-' || c == '.' || c == '_';
    }

    private void endWord() {
        if (word.isEmpty()) {
            return;
        }
        String text = PYTHON.getOrDefault(word.toString(), word.toString());
        word.setLength(0);
        beginValue();
        text.chars().forEach(c -> hand((char) c));
        if (SCALAR.matcher(text).matches()) {
            endValue();
        } else {
            lost = true;
        }
    }

    private void structure(char c) {
        boolean quoted = c == '"' || c == '\'';
        boolean inList = !open.isEmpty() && open.charAt(open.length() - 1) == '[';
        switch (expected) {
            case OBJECT -> {
                if (c == '{') {
                    push(c);
                } else {
                    lose(c);
                }
            }
            case KEY -> {
                if (quoted) {
                    beginKey(c);
                } else if (c == '}') {
                    pop();
                } else if (c != '{' || open.length() > 1 || !key.isEmpty()) {
                    lose(c);
                }
            }
            case COLON -> {
                if (c == ':') {
                    flushGap();
                    hand(c);
                    expected = Expected.VALUE;
                } else {
                    lose(c);
                }
            }
            case VALUE -> {
                if (quoted) {
                    beginValue();
                    string = new JsonStringReader(c, this::hand);
                } else if (c == '{' || c == '[') {
                    beginValue();
                    push(c);
                } else if (c == ']' && inList) {
                    pop();
                } else {
                    lose(c);
                }
            }
            case COMMA -> {
                if (c == ',') {
                    gap.append(c);
                    afterComma = true;
                    expected = inList ? Expected.VALUE : Expected.KEY;
                } else if (c == (inList ? ']' : '}')) {
                    pop();
                } else {
                    lose(c);
                }
            }
            case NOTHING -> {}
        }
    }

    private void beginKey(char c) {
        flushGap();
        inKey = true;
        key.setLength(0);
        string = new JsonStringReader(c, this::hand);
    }

    private void beginValue() {
        if (open.length() == 1) {
            gap.setLength(0);
            inMember = true;
            members.begin(key.substring(1, key.length() - 1));
        }
        flushGap();
    }

    private void endValue() {
        if (open.length() == 1) {
            inMember = false;
            members.end();
        }
        expected = Expected.COMMA;
    }

    private void push(char c) {
        hand(c);
        open.append(c);
        gap.setLength(0);
        expected = c == '{' ? Expected.KEY : Expected.VALUE;
    }

    private void pop() {
        if (afterComma) {
            gap.deleteCharAt(gap.indexOf(","));
        }
        flushGap();
        int last = open.length() - 1;
        hand(open.charAt(last) == '{' ? '}' : ']');
        open.setLength(last);
        if (open.isEmpty()) {
            expected = Expected.NOTHING;
        } else {
            endValue();
        }
    }

    private void flushGap() {
        afterComma = false;
        for (int i = 0; i < gap.length(); i++) {
            hand(gap.charAt(i));
        }
        gap.setLength(0);
    }

    private void endString() {
        string = null;
        if (inKey) {
            inKey = false;
            expected = Expected.COLON;
        } else {
            endValue();
        }
    }

    private void lose(char c) {
        lost = true;
        flushGap();
        hand(c);
    }

    private void hand(String text) {
        text.chars().forEach(c -> hand((char) c));
    }

    private void hand(char c) {
        if (inMember) {
            members.value(c);
        } else if (inKey) {
            key.append(c);
        }
    }
}
