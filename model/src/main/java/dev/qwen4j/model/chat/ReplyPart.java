package dev.qwen4j.model.chat;

import java.util.function.Consumer;

/** Collects content or thought, without the empty lines it begins with and the blanks it ends in, and tells of it. */
final class ReplyPart {
    private final Consumer<String> listener;
    private final StringBuilder text = new StringBuilder();
    /** White space that belongs to the text only if more follows. */
    private final StringBuilder held = new StringBuilder();

    private int told;

    ReplyPart(Consumer<String> listener) {
        this.listener = listener;
    }

    void add(char c) {
        held.append(c);
        if (!Character.isWhitespace(c)) {
            text.append(held, text.isEmpty() ? held.lastIndexOf("\n") + 1 : 0, held.length());
            held.setLength(0);
        }
    }

    /** Tells of what is new. */
    void tell() {
        if (text.length() > told) {
            listener.accept(text.substring(told));
            told = text.length();
        }
    }

    String text() {
        return text.toString();
    }
}
