package dev.qwen4j.model.chat;

/**
 * Reads a string character by character and hands over the same string as JSON. Put right on the way: single quotes,
 * control characters, and escapes that JSON does not know.
 */
final class JsonStringReader {
    private static final String ESCAPES = "\"\\/bfnrt";
    private static final int UNICODE_ESCAPE = 6;

    private final char quote;
    private final Text text;
    /** As far as it goes. */
    private final StringBuilder escape = new StringBuilder();

    private boolean ended;

    /** Receives the string. */
    interface Text {
        void accept(char c);
    }

    /** @param quote that was read, and will end the string */
    JsonStringReader(char quote, Text text) {
        this.quote = quote;
        this.text = text;
        text.accept('"');
    }

    boolean hasEnded() {
        return ended;
    }

    /** Takes the next character of the string, the quote that ends it included. */
    void accept(char c) {
        if (!escape.isEmpty()) {
            escaped(c);
        } else if (c == '\\') {
            escape.append(c);
        } else if (c == quote) {
            ended = true;
            text.accept('"');
        } else if (c == '"') {
            hand("\\\"");
        } else if (c < ' ') {
            hand(control(c));
        } else {
            hand(c);
        }
    }

    private void escaped(char c) {
        boolean unicode = escape.length() > 1;
        boolean hex = c <= 'f' && Character.digit(c, 16) >= 0;
        if (unicode && !hex) {
            hand("\\" + escape);
            escape.setLength(0);
            accept(c);
            return;
        }
        escape.append(c);
        if (unicode ? escape.length() < UNICODE_ESCAPE : c == 'u') {
            return;
        }
        if (unicode || ESCAPES.indexOf(c) >= 0) {
            hand(escape.toString());
        } else if (c == '\'') {
            hand(c);
        } else {
            hand("\\\\");
            escape.setLength(0);
            accept(c);
            return;
        }
        escape.setLength(0);
    }

    private static String control(char c) {
        return switch (c) {
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format("\\u%04x", (int) c);
        };
    }

    private void hand(String characters) {
        characters.chars().forEach(c -> hand((char) c));
    }

    private void hand(char c) {
        text.accept(c);
    }
}
