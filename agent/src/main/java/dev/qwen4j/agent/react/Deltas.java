package dev.qwen4j.agent.react;

import java.util.function.Consumer;

/** Passes text on as it comes, stripped at both ends: white space waits until something follows it. */
final class Deltas {
    private final Consumer<String> sink;
    private final StringBuilder passed = new StringBuilder();
    private final StringBuilder waiting = new StringBuilder();

    Deltas(Consumer<String> sink) {
        this.sink = sink;
    }

    void add(String piece) {
        String kept = piece.stripTrailing();
        if (kept.isEmpty()) {
            waiting.append(piece);
            return;
        }
        String delta = passed.isEmpty() ? kept.stripLeading() : waiting + kept;
        waiting.setLength(0);
        waiting.append(piece, kept.length(), piece.length());
        passed.append(delta);
        sink.accept(delta);
    }

    /** Everything passed on so far. */
    String text() {
        return passed.toString();
    }

    boolean isEmpty() {
        return passed.isEmpty();
    }
}
