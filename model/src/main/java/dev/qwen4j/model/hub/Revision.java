package dev.qwen4j.model.hub;

import java.util.regex.Pattern;

/**
 * One state of a model's files.
 *
 * @param text a branch, a tag, or the 40 hexadecimal digits of a commit; only a commit never changes
 */
public record Revision(String text) {
    private static final Pattern TEXT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    public Revision {
        if (!TEXT.matcher(text).matches() || text.contains("..") || text.length() > 200) {
            throw new IllegalArgumentException("revision must be a branch, a tag or a commit but is '" + text + "'");
        }
    }

    boolean isCommit() {
        return isCommit(text);
    }

    static boolean isCommit(String text) {
        return COMMIT.matcher(text).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
