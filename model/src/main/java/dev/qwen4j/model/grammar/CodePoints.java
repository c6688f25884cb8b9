package dev.qwen4j.model.grammar;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A set of Unicode characters, and its texts in UTF-8. Surrogates are no characters and never in it. Immutable. */
record CodePoints(List<Range> ranges) {
    private static final int[] LAST_OF_LENGTH = {0x7f, 0x7ff, 0xffff, Character.MAX_CODE_POINT};

    static final CodePoints ALL = range(0, Character.MAX_CODE_POINT);
    static final Expression ANY_CHARACTER = ALL.utf8();

    /** Both ends included. */
    record Range(int from, int to) {}

    static CodePoints of(int... values) {
        List<Range> ranges = new ArrayList<>();
        for (int value : values) {
            ranges.add(new Range(value, value));
        }
        return normal(ranges);
    }

    static CodePoints of(String characters) {
        return of(characters.codePoints().toArray());
    }

    /** Both ends included. */
    static CodePoints range(int from, int to) {
        return normal(List.of(new Range(from, to)));
    }

    private static CodePoints normal(List<Range> ranges) {
        List<Range> valid = new ArrayList<>();
        for (Range range : ranges) {
            valid.add(new Range(range.from, Math.min(range.to, Character.MIN_SURROGATE - 1)));
            valid.add(new Range(Math.max(range.from, Character.MAX_SURROGATE + 1), range.to));
        }
        valid.removeIf(range -> range.from > range.to);
        valid.sort(Comparator.comparingInt(Range::from));
        List<Range> joined = new ArrayList<>();
        for (Range range : valid) {
            if (!joined.isEmpty() && range.from <= joined.getLast().to + 1) {
                Range last = joined.removeLast();
                joined.add(new Range(last.from, Math.max(last.to, range.to)));
            } else {
                joined.add(range);
            }
        }
        return new CodePoints(List.copyOf(joined));
    }

    CodePoints or(CodePoints other) {
        List<Range> all = new ArrayList<>(ranges);
        all.addAll(other.ranges);
        return normal(all);
    }

    /** With each ASCII letter the other case of it. */
    CodePoints inEitherCase() {
        List<Range> all = new ArrayList<>(ranges);
        for (char letter = 'a'; letter <= 'z'; letter++) {
            char capital = Character.toUpperCase(letter);
            if (contains(letter) || contains(capital)) {
                all.add(new Range(letter, letter));
                all.add(new Range(capital, capital));
            }
        }
        return normal(all);
    }

    /** All characters that are not in this set. */
    CodePoints complement() {
        List<Range> gaps = new ArrayList<>();
        int next = 0;
        for (Range range : ranges) {
            gaps.add(new Range(next, range.from - 1));
            next = range.to + 1;
        }
        gaps.add(new Range(next, Character.MAX_CODE_POINT));
        gaps.removeIf(gap -> gap.from > gap.to);
        return normal(gaps);
    }

    CodePoints and(CodePoints other) {
        return complement().or(other.complement()).complement();
    }

    boolean contains(int value) {
        return ranges.stream().anyMatch(range -> range.from <= value && value <= range.to);
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** One of these characters. */
    Expression utf8() {
        List<Expression> ways = new ArrayList<>();
        for (Range range : ranges) {
            int from = range.from;
            for (int last : LAST_OF_LENGTH) {
                if (from <= last && from <= range.to) {
                    int to = Math.min(last, range.to);
                    ways.add(between(encoded(from), encoded(to), 0));
                    from = to + 1;
                }
            }
        }
        return Expression.choice(ways);
    }

    private static int[] encoded(int codePoint) {
        if (codePoint <= 0x7f) {
            return new int[] {codePoint};
        }
        int length = codePoint <= 0x7ff ? 2 : codePoint <= 0xffff ? 3 : 4;
        int[] bytes = new int[length];
        int rest = codePoint;
        for (int i = length - 1; i > 0; i--) {
            bytes[i] = 0x80 | (rest & 0x3f);
            rest >>= 6;
        }
        bytes[0] = (0xff00 >> length & 0xff) | rest;
        return bytes;
    }

    /** All sequences from {@code low} to {@code high}, which have the same length, from byte {@code at} on. */
    private static Expression between(int[] low, int[] high, int at) {
        if (at == low.length) {
            return Expression.EMPTY;
        }
        if (low[at] == high[at]) {
            return step(low[at], high[at], between(low, high, at + 1));
        }
        int from = low[at];
        int to = high[at];
        List<Expression> ways = new ArrayList<>();
        if (!restIs(low, at, 0x80)) {
            ways.add(step(from, from, between(low, filled(low, at, 0xbf), at + 1)));
            from++;
        }
        if (!restIs(high, at, 0xbf)) {
            ways.add(step(to, to, between(filled(high, at, 0x80), high, at + 1)));
            to--;
        }
        if (from <= to) {
            ways.add(step(from, to, between(filled(low, at, 0x80), filled(low, at, 0xbf), at + 1)));
        }
        return Expression.choice(ways);
    }

    private static Expression step(int from, int to, Expression rest) {
        return Expression.sequence(Expression.bytes(ByteSet.range(from, to)), rest);
    }

    private static boolean restIs(int[] bytes, int at, int value) {
        for (int i = at + 1; i < bytes.length; i++) {
            if (bytes[i] != value) {
                return false;
            }
        }
        return true;
    }

    /** A copy with every byte after {@code at} set to {@code value}. */
    private static int[] filled(int[] bytes, int at, int value) {
        int[] copy = bytes.clone();
        for (int i = at + 1; i < copy.length; i++) {
            copy[i] = value;
        }
        return copy;
    }
}
