package dev.qwen4j.model.grammar;

/** A set of byte values. Immutable. */
record ByteSet(long first, long second, long third, long fourth) {
    static final ByteSet NONE = new ByteSet(0, 0, 0, 0);

    static ByteSet of(int value) {
        return range(value, value);
    }

    /** Both ends included. */
    static ByteSet range(int from, int to) {
        return new ByteSet(word(from, to, 0), word(from, to, 64), word(from, to, 128), word(from, to, 192));
    }

    private static long word(int from, int to, int start) {
        int low = Math.max(from - start, 0);
        int high = Math.min(to - start, 63);
        return low > high ? 0 : (-1L >>> (63 - (high - low))) << low;
    }

    boolean contains(int value) {
        long word = switch (value >> 6) {
            case 0 -> first;
            case 1 -> second;
            case 2 -> third;
            default -> fourth;
        };
        return (word >>> (value & 63) & 1) != 0;
    }

    ByteSet or(ByteSet other) {
        return new ByteSet(first | other.first, second | other.second, third | other.third, fourth | other.fourth);
    }

    ByteSet without(ByteSet other) {
        return new ByteSet(first & ~other.first, second & ~other.second, third & ~other.third, fourth & ~other.fourth);
    }

    boolean intersects(ByteSet other) {
        return ((first & other.first) | (second & other.second) | (third & other.third) | (fourth & other.fourth)) != 0;
    }

    int size() {
        return Long.bitCount(first) + Long.bitCount(second) + Long.bitCount(third) + Long.bitCount(fourth);
    }

    /** The smallest value, or 256 if there is none. */
    int smallest() {
        if (first != 0) {
            return Long.numberOfTrailingZeros(first);
        }
        if (second != 0) {
            return 64 + Long.numberOfTrailingZeros(second);
        }
        return third != 0 ? 128 + Long.numberOfTrailingZeros(third) : 192 + Long.numberOfTrailingZeros(fourth);
    }
}
