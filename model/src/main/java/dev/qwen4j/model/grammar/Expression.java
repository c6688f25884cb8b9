package dev.qwen4j.model.grammar;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * A regular expression over bytes, read by derivatives (Brzozowski 1964): what may follow a byte is an expression again.
 *
 * <p>Two rules make this fast. Equal expressions are the same object, so comparing two costs nothing however large they
 * are. And a sequence is always a first part that is no sequence, and the rest: the first part is where a text is, the
 * rest is what will come, as the stack of a push-down automaton. No expression but {@link #NOTHING} is without texts.
 */
abstract sealed class Expression {
    /** How often without an upper bound. */
    static final int UNBOUNDED = Integer.MAX_VALUE;

    private static final Map<Expression, WeakReference<Expression>> INTERNED = new WeakHashMap<>();

    /** No text at all. */
    static final Expression NOTHING = intern(new Nothing());
    /** The empty text only. */
    static final Expression EMPTY = intern(new Empty());

    private final int hash;

    private Expression(int hash) {
        this.hash = hash;
    }

    /** Whether the empty text is one of this expression's. */
    abstract boolean acceptsEmpty();

    /** The bytes with which a text can begin. */
    abstract ByteSet firstBytes();

    /** What may follow {@code value} at the beginning, or {@link #NOTHING}. */
    abstract Expression after(int value);

    /** The same kind with identical parts; parts are interned, so this looks only one level deep. */
    abstract boolean isAs(Expression other);

    @Override
    public final boolean equals(Object other) {
        return this == other || (other instanceof Expression e && hash == e.hash && isAs(e));
    }

    @Override
    public final int hashCode() {
        return hash;
    }

    private static Expression intern(Expression expression) {
        synchronized (INTERNED) {
            WeakReference<Expression> known = INTERNED.get(expression);
            Expression same = known == null ? null : known.get();
            if (same == null) {
                INTERNED.put(expression, new WeakReference<>(expression));
                return expression;
            }
            return same;
        }
    }

    static Expression bytes(ByteSet set) {
        return set.size() == 0 ? NOTHING : intern(new OneByte(set));
    }

    static Expression literal(byte[] bytes) {
        Expression rest = EMPTY;
        for (int i = bytes.length - 1; i >= 0; i--) {
            rest = sequence(bytes(ByteSet.of(bytes[i] & 0xff)), rest);
        }
        return rest;
    }

    static Expression sequence(Expression first, Expression rest) {
        if (first == NOTHING || rest == NOTHING) {
            return NOTHING;
        }
        if (first == EMPTY) {
            return rest;
        }
        if (rest == EMPTY) {
            return first;
        }
        Deque<Expression> parts = new ArrayDeque<>();
        Expression left = first;
        while (left instanceof Sequence s) {
            parts.push(s.first);
            left = s.rest;
        }
        Expression whole = intern(new Sequence(left, rest));
        while (!parts.isEmpty()) {
            whole = intern(new Sequence(parts.pop(), whole));
        }
        return whole;
    }

    static Expression sequence(List<Expression> parts) {
        Expression whole = EMPTY;
        for (Expression part : parts.reversed()) {
            whole = sequence(part, whole);
        }
        return whole;
    }

    static Expression choice(Expression... alternatives) {
        return choice(List.of(alternatives));
    }

    static Expression choice(Collection<Expression> alternatives) {
        Set<Expression> different = new LinkedHashSet<>();
        ByteSet single = ByteSet.NONE;
        for (Expression alternative : alternatives) {
            for (Expression flat : alternative.alternatives()) {
                if (flat instanceof OneByte one) {
                    single = single.or(one.set);
                } else if (flat != NOTHING) {
                    different.add(flat);
                }
            }
        }
        if (single.size() > 0) {
            different.add(bytes(single));
        }
        return switch (different.size()) {
            case 0 -> NOTHING;
            case 1 -> different.iterator().next();
            default -> intern(new Choice(different.toArray(Expression[]::new)));
        };
    }

    static Expression optional(Expression part) {
        return choice(part, EMPTY);
    }

    /** {@code part} at least {@code least} and at most {@code most} times. */
    static Expression repeat(Expression part, int least, int most) {
        if (least > most) {
            return NOTHING;
        }
        if (most == 0 || part == EMPTY) {
            return EMPTY;
        }
        if (part == NOTHING) {
            return least == 0 ? EMPTY : NOTHING;
        }
        if (least == 1 && most == 1) {
            return part;
        }
        return intern(new Repeat(part, part.acceptsEmpty() ? 0 : least, most));
    }

    /** Text in UTF-8 that ends where {@code words} says so, or anywhere if they have no end marker. */
    static Expression text(WordSearch words) {
        return intern(new Text(words, WordSearch.START, EMPTY));
    }

    /** The alternatives of a choice; otherwise this expression alone. */
    List<Expression> alternatives() {
        return List.of(this);
    }

    /** The part a text is in: the first of a sequence, otherwise all of this expression. */
    Expression first() {
        return this;
    }

    /** What comes after {@link #first()}. */
    Expression rest() {
        return EMPTY;
    }

    /**
     * An expression that agrees with this one in all that up to {@code bytes} bytes can tell, and is the same for many:
     * counts that no such text can reach do not matter.
     */
    Expression upTo(int bytes) {
        return this;
    }

    private static final class Nothing extends Expression {
        Nothing() {
            super(1);
        }

        @Override
        boolean acceptsEmpty() {
            return false;
        }

        @Override
        ByteSet firstBytes() {
            return ByteSet.NONE;
        }

        @Override
        Expression after(int value) {
            return NOTHING;
        }

        @Override
        boolean isAs(Expression other) {
            return other instanceof Nothing;
        }
    }

    private static final class Empty extends Expression {
        Empty() {
            super(2);
        }

        @Override
        boolean acceptsEmpty() {
            return true;
        }

        @Override
        ByteSet firstBytes() {
            return ByteSet.NONE;
        }

        @Override
        Expression after(int value) {
            return NOTHING;
        }

        @Override
        boolean isAs(Expression other) {
            return other instanceof Empty;
        }
    }

    private static final class OneByte extends Expression {
        private final ByteSet set;

        OneByte(ByteSet set) {
            super(set.hashCode());
            this.set = set;
        }

        @Override
        boolean acceptsEmpty() {
            return false;
        }

        @Override
        ByteSet firstBytes() {
            return set;
        }

        @Override
        Expression after(int value) {
            return set.contains(value) ? EMPTY : NOTHING;
        }

        @Override
        boolean isAs(Expression other) {
            return other instanceof OneByte b && set.equals(b.set);
        }
    }

    private static final class Sequence extends Expression {
        private final Expression first;
        private final Expression rest;

        Sequence(Expression first, Expression rest) {
            super(31 * first.hash + 7 * rest.hash + 3);
            this.first = first;
            this.rest = rest;
        }

        @Override
        boolean acceptsEmpty() {
            Expression part = this;
            while (part instanceof Sequence s && s.first.acceptsEmpty()) {
                part = s.rest;
            }
            return !(part instanceof Sequence) && part.acceptsEmpty();
        }

        @Override
        ByteSet firstBytes() {
            ByteSet all = first.firstBytes();
            Expression part = this;
            while (part instanceof Sequence s && s.first.acceptsEmpty()) {
                part = s.rest;
                all = all.or(part.first().firstBytes());
            }
            return all;
        }

        @Override
        Expression after(int value) {
            List<Expression> ways = new ArrayList<>(1);
            Expression part = this;
            while (part instanceof Sequence s) {
                ways.add(sequence(s.first.after(value), s.rest));
                if (!s.first.acceptsEmpty()) {
                    return choice(ways);
                }
                part = s.rest;
            }
            ways.add(part.after(value));
            return choice(ways);
        }

        @Override
        Expression first() {
            return first;
        }

        @Override
        Expression rest() {
            return rest;
        }

        @Override
        boolean isAs(Expression other) {
            return other instanceof Sequence s && first == s.first && rest == s.rest;
        }
    }

    private static final class Choice extends Expression {
        private final List<Expression> alternatives;

        Choice(Expression... alternatives) {
            super(List.of(alternatives).hashCode());
            this.alternatives = List.of(alternatives);
        }

        @Override
        boolean acceptsEmpty() {
            return alternatives.stream().anyMatch(Expression::acceptsEmpty);
        }

        @Override
        ByteSet firstBytes() {
            return alternatives.stream().map(Expression::firstBytes).reduce(ByteSet.NONE, ByteSet::or);
        }

        @Override
        Expression after(int value) {
            List<Expression> ways = new ArrayList<>(alternatives.size());
            for (Expression alternative : alternatives) {
                ways.add(alternative.after(value));
            }
            return choice(ways);
        }

        @Override
        List<Expression> alternatives() {
            return alternatives;
        }

        @Override
        boolean isAs(Expression other) {
            return other instanceof Choice c && alternatives.equals(c.alternatives);
        }
    }

    private static final class Repeat extends Expression {
        private final Expression part;
        private final int least;
        private final int most;

        Repeat(Expression part, int least, int most) {
            super(31 * (31 * part.hash + least) + most);
            this.part = part;
            this.least = least;
            this.most = most;
        }

        @Override
        boolean acceptsEmpty() {
            return least == 0;
        }

        @Override
        ByteSet firstBytes() {
            return part.firstBytes();
        }

        @Override
        Expression after(int value) {
            int fewer = most == UNBOUNDED ? UNBOUNDED : most - 1;
            return sequence(part.after(value), repeat(part, Math.max(least - 1, 0), fewer));
        }

        @Override
        Expression upTo(int bytes) {
            return repeat(part, Math.min(least, bytes + 1), most > bytes ? UNBOUNDED : most);
        }

        @Override
        boolean isAs(Expression other) {
            return other instanceof Repeat r && part == r.part && least == r.least && most == r.most;
        }
    }

    private static final class Text extends Expression {
        private final WordSearch words;
        private final int reached;
        /** What is left of the character that the text is in; {@link #EMPTY} between characters. */
        private final Expression character;

        Text(WordSearch words, int reached, Expression character) {
            super(31 * (31 * words.hashCode() + reached) + character.hash);
            this.words = words;
            this.reached = reached;
            this.character = character;
        }

        @Override
        boolean acceptsEmpty() {
            return !words.hasEnd() && character == EMPTY;
        }

        @Override
        ByteSet firstBytes() {
            ByteSet all = ByteSet.NONE;
            for (int value = 0; value < 256; value++) {
                if (after(value) != NOTHING) {
                    all = all.or(ByteSet.of(value));
                }
            }
            return all;
        }

        @Override
        Expression after(int value) {
            Expression left = (character == EMPTY ? CodePoints.ANY_CHARACTER : character).after(value);
            int next = words.next(reached, value);
            if (left == NOTHING || next == WordSearch.FORBIDDEN) {
                return NOTHING;
            }
            return next == WordSearch.END ? EMPTY : intern(new Text(words, next, left));
        }

        @Override
        boolean isAs(Expression other) {
            return other instanceof Text t && reached == t.reached && character == t.character && words.equals(t.words);
        }
    }
}
