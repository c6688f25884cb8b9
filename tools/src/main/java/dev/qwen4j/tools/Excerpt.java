package dev.qwen4j.tools;

/** A part of a text that may be long. */
public final class Excerpt {
    private Excerpt() {}

    /** At most {@code limit} characters of {@code text} on one line, with an ellipsis where some are missing. */
    public static String of(String text, int limit) {
        String line = text.replaceAll("\\R", " ");
        return line.length() <= limit ? line : cut(line, limit - 1) + "…";
    }

    /** At most {@code limit} characters of {@code text}; a surrogate pair is kept or left out as one. */
    public static String cut(String text, int limit) {
        if (text.length() <= limit) {
            return text;
        }
        return text.substring(0, limit > 0 && Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit);
    }

    /**
     * About {@code limit} characters of {@code text}, two thirds of them its beginning, with a note of what is left
     * out between.
     */
    public static String ends(String text, int limit) {
        if (text.length() <= limit) {
            return text;
        }
        String head = cut(text, limit * 2 / 3);
        int end = text.length() - (limit - limit * 2 / 3);
        String tail = text.substring(Character.isLowSurrogate(text.charAt(end)) ? end + 1 : end);
        int missing = text.length() - head.length() - tail.length();
        return head + "\n... (" + missing + " characters left out) ...\n" + tail;
    }
}
