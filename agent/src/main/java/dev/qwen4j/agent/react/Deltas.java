package dev.qwen4j.agent.react;

import java.util.function.Consumer;

/**
 * Passes text on as it comes, stripped at both ends: white space waits until something follows it, and so does what may
 * end an emphasis or a fence that began before.
 */
final class Deltas {
    private final Consumer<String> sink;
    private final StringBuilder passed = new StringBuilder();
    private final StringBuilder waiting = new StringBuilder();
    private String closing = "";

    Deltas(Consumer<String> sink) {
        this.sink = sink;
    }

    /** What is left out at the very end. */
    void endsWith(String mark) {
        closing = mark;
    }

    void add(String piece) {
        int kept = piece.length();
        while (kept > 0 && waits(piece.charAt(kept - 1))) {
            kept--;
        }
        if (kept > 0) {
            pass(waiting + piece.substring(0, kept));
            waiting.setLength(0);
        }
        waiting.append(piece, kept, piece.length());
    }

    private boolean waits(char c) {
        return Character.isWhitespace(c) || closing.indexOf(c) >= 0;
    }

    private void pass(String text) {
        String delta = passed.isEmpty() ? text.stripLeading() : text;
        if (!delta.isEmpty()) {
            passed.append(delta);
            sink.accept(delta);
        }
    }

    /** Nothing follows. */
    void finish() {
        String rest = waiting.toString().stripTrailing();
        waiting.setLength(0);
        if (!closing.isEmpty() && rest.endsWith(closing)) {
            rest = rest.substring(0, rest.length() - closing.length()).stripTrailing();
        }
        pass(rest);
    }

    /** Everything passed on so far. */
    String text() {
        return passed.toString();
    }

    boolean isEmpty() {
        return passed.isEmpty();
    }
}
