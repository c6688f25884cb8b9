package dev.qwen4j.model.grammar;

/**
 * Bytes that grammars mostly treat alike, as bits of a number: digits, small letters and so on; other ASCII characters
 * one by one. All characters beyond ASCII are one bit, if they are whole or at the end of what is told of.
 */
final class ByteClasses {
    /** Characters of several bytes, of which the last may be cut. */
    static final long CHARACTERS = 1L << 62;

    /** Bytes that are no UTF-8 where they are. */
    static final long STRAY = 1L << 63;

    private static final int ASCII = 128;
    private static final String[] GROUPS = {
        "123456789", "abcdef", "ghijklmnopqrstuvwxyz", "ABCDEF", "GHIJKLMNOPQRSTUVWXYZ"
    };
    private static final long[] CLASSES = classes();

    private ByteClasses() {}

    private static long[] classes() {
        long[] classes = new long[ASCII];
        int next = 0;
        long control = 1L << next++;
        for (String group : GROUPS) {
            long bit = 1L << next++;
            group.chars().forEach(value -> classes[value] = bit);
        }
        for (int value = 0; value < ASCII; value++) {
            if (value < ' ' && "\t\n\r".indexOf(value) < 0) {
                classes[value] = control;
            } else if (classes[value] == 0) {
                classes[value] = 1L << next++;
            }
        }
        return classes;
    }

    /** The class of an ASCII character. */
    static long of(int value) {
        return CLASSES[value];
    }

    /** The classes of which at least one byte is in {@code set}. */
    static long of(ByteSet set) {
        long all = set.intersects(ByteSet.range(ASCII, 255)) ? CHARACTERS | STRAY : 0;
        for (int value = 0; value < ASCII; value++) {
            if (set.contains(value)) {
                all |= CLASSES[value];
            }
        }
        return all;
    }

    /** Whether a state comes back to itself after each byte of {@code one}, a single class. */
    static boolean loops(GrammarState state, long one) {
        if (one == CHARACTERS) {
            return loops(state, state, GrammarState.ANY_CHARACTER);
        }
        for (int value = 0; value < ASCII; value++) {
            if (CLASSES[value] == one && !state.advance((byte) value).equals(state)) {
                return false;
            }
        }
        return one != STRAY;
    }

    /**
     * Whether every character of several bytes leads from {@code at}, within the character at {@code within}, to {@code
     * state}, and the text can neither end nor break off before.
     */
    private static boolean loops(GrammarState state, GrammarState at, GrammarState within) {
        GrammarState lastCharacter = within;
        GrammarState last = at;
        for (int value = ASCII; value <= 255; value++) {
            GrammarState character = within.advance((byte) value);
            GrammarState after = at.advance((byte) value);
            boolean asBefore = character.equals(lastCharacter) && after.equals(last);
            if (!character.isDead() && !asBefore) {
                boolean same = character.isComplete()
                        ? after.equals(state)
                        : !after.isDead() && !after.acceptsEnd() && loops(state, after, character);
                if (!same) {
                    return false;
                }
            }
            lastCharacter = character;
            last = after;
        }
        return true;
    }
}
