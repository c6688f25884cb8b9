package dev.qwen4j.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Markdown's fenced code blocks in what a model wrote. */
final class CodeFence {
    static final String FENCE = "```";
    private static final Pattern REST_OF_OPENING_LINE = Pattern.compile("[\\w+#.-]*\\h*\n");

    private CodeFence() {}

    /** What the blocks hold, joined by line breaks; the last one may lack its end. Empty if there is no block. */
    static Optional<String> contents(String text) {
        List<String> blocks = new ArrayList<>();
        Matcher rest = REST_OF_OPENING_LINE.matcher(text);
        int open = text.indexOf(FENCE);
        while (open >= 0) {
            boolean ownLine = rest.region(open + FENCE.length(), text.length()).lookingAt();
            int start = ownLine ? rest.end() : open + FENCE.length();
            int close = ownLine ? text.indexOf("\n" + FENCE, start - 1) : text.indexOf(FENCE, start);
            blocks.add(close < 0 ? unclosed(text.substring(start)) : text.substring(start, Math.max(start, close)));
            open = close < 0 ? -1 : text.indexOf(FENCE, text.indexOf(FENCE, close) + FENCE.length());
        }
        return blocks.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", blocks));
    }

    private static String unclosed(String block) {
        return block.endsWith(FENCE) ? block.substring(0, block.length() - FENCE.length()) : block;
    }
}
