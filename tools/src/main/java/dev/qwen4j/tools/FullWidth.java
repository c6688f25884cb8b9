package dev.qwen4j.tools;

/** Full-width forms of ASCII characters, which Chinese and Japanese keyboards and texts have. */
public final class FullWidth {
    private static final char FIRST = '！';
    private static final char LAST = '～';
    private static final int DISTANCE_TO_ASCII = FIRST - '!';

    private FullWidth() {}

    /** {@code text} with full-width letters, digits, punctuation and blanks as ASCII; of the same length. */
    public static String toAscii(String text) {
        StringBuilder ascii = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            ascii.append(toAscii(text.charAt(i)));
        }
        return ascii.toString();
    }

    /** The same for one character. */
    public static char toAscii(char c) {
        if (c == '\u3000') {
            return ' ';
        }
        return c >= FIRST && c <= LAST ? (char) (c - DISTANCE_TO_ASCII) : c;
    }
}
