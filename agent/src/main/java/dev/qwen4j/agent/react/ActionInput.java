package dev.qwen4j.agent.react;

/**
 * The text after {@code Action Input:}, and whether its end lies inside a JSON string or a code fence, where a marker is
 * part of the argument.
 */
final class ActionInput {
    private final StringBuilder text = new StringBuilder();
    private final Enclosure enclosure = new Enclosure(true);
    private int firstProtected = -1;

    void add(String piece) {
        for (int i = 0; i < piece.length(); i++) {
            enclosure.add(piece.charAt(i));
            if (!enclosure.isOpen()) {
                firstProtected = -1;
            }
        }
        text.append(piece);
    }

    /** Whether a marker at the end of the text would be part of the argument; remembers the first that was. */
    boolean protectsMarker() {
        if (!enclosure.isOpen()) {
            return false;
        }
        if (firstProtected < 0) {
            firstProtected = text.length();
        }
        return true;
    }

    /** Number of characters that count. A string or fence that never ends protects nothing. */
    int length() {
        return enclosure.isOpen() && firstProtected >= 0 ? firstProtected : text.length();
    }

    boolean isBlank() {
        return text.toString().isBlank();
    }

    /** The argument, stripped. */
    String text() {
        return text.substring(0, length()).strip();
    }
}
