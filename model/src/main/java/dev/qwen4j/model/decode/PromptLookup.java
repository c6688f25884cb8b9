package dev.qwen4j.model.decode;

/**
 * Guesses what a text goes on with: what came after its last few tokens where they stood before. Arguments of tools,
 * observations and answers repeat much of the prompt.
 *
 * <p>After guesses that were wrong it keeps silent, twice as long each time, so that a text which repeats nothing does not
 * pay for guesses.
 */
final class PromptLookup {
    /** Fewest and most tokens that must stand before in the same order. */
    private static final int SHORTEST = 2;

    private static final int LONGEST = 4;

    private static final int LONGEST_SILENCE = 32;

    private int failures;
    private int silence;

    /**
     * @param most tokens to guess
     * @return often none
     */
    int[] draft(Tokens text, int most) {
        if (most <= 0) {
            return new int[0];
        }
        if (silence > 0) {
            silence--;
            return new int[0];
        }
        for (int length = LONGEST; length >= SHORTEST; length--) {
            int after = lastOccurrence(text, length);
            if (after > 0) {
                return text.range(after, Math.min(after + most, text.size()));
            }
        }
        return new int[0];
    }

    /** Where what follows the last occurrence of the text's last tokens begins, before those; 0 if there is none. */
    private static int lastOccurrence(Tokens text, int length) {
        int tail = text.size() - length;
        for (int at = tail - 1; at >= 0; at--) {
            int same = 0;
            while (same < length && text.get(at + same) == text.get(tail + same)) {
                same++;
            }
            if (same == length) {
                return at + length;
            }
        }
        return 0;
    }

    /** Told how many of the guessed tokens were right. */
    void verified(int drafted, int right) {
        if (right > 0) {
            failures = 0;
        } else if (drafted > 0) {
            failures++;
            silence = Math.min(1 << failures, LONGEST_SILENCE);
        }
    }
}
