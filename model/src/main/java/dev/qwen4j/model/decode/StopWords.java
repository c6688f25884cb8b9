package dev.qwen4j.model.decode;

import java.util.List;

/**
 * Ends a stream of text at the stop word that is complete first, wherever the borders between its pieces lie. What may
 * still become a stop word is held back, so that no part of one is ever shown.
 */
final class StopWords {
    private final List<String> words;
    private final StringBuilder held = new StringBuilder();
    private boolean found;

    StopWords(List<String> words) {
        this.words = words;
    }

    /** Adds {@code piece} and returns the text that can be shown now. After a stop word there is no more. */
    String accept(String piece) {
        if (found) {
            return "";
        }
        held.append(piece);
        int start = held.length();
        int end = Integer.MAX_VALUE;
        for (String word : words) {
            int at = held.indexOf(word);
            int wordEnd = at + word.length();
            if (at >= 0 && (wordEnd < end || (wordEnd == end && at < start))) {
                start = at;
                end = wordEnd;
                found = true;
            }
        }
        return take(found ? start : held.length() - longestBeginning());
    }

    /** Whether a stop word occurred. */
    boolean found() {
        return found;
    }

    /** The text held back, at the end of the stream: it did not become a stop word. */
    String finish() {
        return found ? "" : take(held.length());
    }

    private String take(int length) {
        String text = held.substring(0, length);
        held.delete(0, length);
        return text;
    }

    /** Length of the longest end of {@code held} that begins a stop word. */
    private int longestBeginning() {
        int longest = 0;
        for (String word : words) {
            for (int length = Math.min(word.length() - 1, held.length()); length > longest; length--) {
                if (word.startsWith(held.substring(held.length() - length))) {
                    longest = length;
                }
            }
        }
        return longest;
    }
}
