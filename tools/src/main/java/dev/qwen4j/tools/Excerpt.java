package dev.qwen4j.tools;

/** The beginning of a text that may be long. */
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
}
