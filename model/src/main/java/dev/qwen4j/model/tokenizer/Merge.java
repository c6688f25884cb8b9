package dev.qwen4j.model.tokenizer;

import org.jspecify.annotations.Nullable;

/** Two tokens, spelt as {@link ByteLevel} says, that become one. */
record Merge(String left, String right) {
    /** Reads {@code left SPACE right}; null if {@code text} is something else. */
    static @Nullable Merge parse(String text) {
        int space = text.indexOf(' ');
        return space < 1 || space == text.length() - 1 || text.indexOf(' ', space + 1) >= 0
                ? null
                : new Merge(text.substring(0, space), text.substring(space + 1));
    }

    String product() {
        return left + right;
    }

    @Override
    public String toString() {
        return "'" + left + " " + right + "'";
    }
}
