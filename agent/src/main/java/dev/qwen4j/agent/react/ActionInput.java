package dev.qwen4j.agent.react;

/**
 * The text after {@code Action Input:}, and whether its end lies inside a JSON string or a code fence, where a marker is
 * part of the argument.
 */
final class ActionInput {
    private static final String FENCE = "```";

    private final StringBuilder text = new StringBuilder();
    private final StringBuilder lineHead = new StringBuilder();
    private boolean json;
    private boolean begun;
    private boolean inFence;
    private boolean inString;
    private boolean escaped;
    private int firstProtected = -1;

    void add(String piece) {
        for (int i = 0; i < piece.length(); i++) {
            add(piece.charAt(i));
        }
        text.append(piece);
    }

    private void add(char c) {
        if (c == '\n') {
            lineHead.setLength(0);
        } else if (lineHead.length() < FENCE.length() && !(lineHead.isEmpty() && Character.isWhitespace(c))) {
            lineHead.append(c);
            if (!inString && FENCE.contentEquals(lineHead)) {
                inFence = !inFence;
                firstProtected = -1;
            }
        }
        if (!begun && !Character.isWhitespace(c)) {
            begun = true;
            json = c == '{' || c == '[';
        }
        if (json && !inFence) {
            readJson(c);
        }
    }

    private void readJson(char c) {
        if (escaped) {
            escaped = false;
        } else if (inString && c == '\\') {
            escaped = true;
        } else if (c == '"') {
            inString = !inString;
            firstProtected = -1;
        }
    }

    /** Whether a marker at the end of the text would be part of the argument; remembers the first that was. */
    boolean protectsMarker() {
        if (!inFence && !inString) {
            return false;
        }
        if (firstProtected < 0) {
            firstProtected = text.length();
        }
        return true;
    }

    /** Number of characters that count. A string or fence that never ends protects nothing. */
    int length() {
        return (inFence || inString) && firstProtected >= 0 ? firstProtected : text.length();
    }

    /** The argument, stripped. */
    String text() {
        return text.substring(0, length()).strip();
    }
}
