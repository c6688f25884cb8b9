package dev.qwen4j.model.grammar;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
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
abstract sealed class Expression
        permits Expression.Nothing,
                Expression.Empty,
                ByteExpression,
                SequenceExpression,
                ChoiceExpression,
                RepeatExpression,
                TextExpression,
                LinesExpression,
                MembersExpression {
    /** How often without an upper bound. */
    static final int UNBOUNDED = Integer.MAX_VALUE;

    private static final Map<Expression, WeakReference<Expression>> INTERNED = new WeakHashMap<>();

    /** No text at all. */
    static final Expression NOTHING = intern(new Nothing());
    /** The empty text only. */
    static final Expression EMPTY = intern(new Empty());

    private final int hash;

    Expression(int hash) {
        this.hash = hash;
    }

    /** Whether the empty text is one of this expression's. */
    abstract boolean acceptsEmpty();

    /** The bytes with which a text can begin. */
    abstract ByteSet firstBytes();

    /** The bytes that are texts by themselves: after which the end is accepted. */
    abstract ByteSet singleBytes();

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

    static Expression intern(Expression expression) {
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
        return set.size() == 0 ? NOTHING : intern(new ByteExpression(set));
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
        while (left instanceof SequenceExpression s) {
            parts.push(s.first());
            left = s.rest();
        }
        Expression whole = intern(new SequenceExpression(left, rest));
        while (!parts.isEmpty()) {
            whole = intern(new SequenceExpression(parts.pop(), whole));
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
                if (flat instanceof ByteExpression one) {
                    single = single.or(one.set());
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
            default -> intern(new ChoiceExpression(different.toArray(Expression[]::new)));
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
        return intern(new RepeatExpression(part, part.acceptsEmpty() ? 0 : least, most));
    }

    /** All texts of {@code part} but the empty one. */
    static Expression withoutEmpty(Expression part) {
        if (!part.acceptsEmpty()) {
            return part;
        }
        Map<Expression, ByteSet> begins = new LinkedHashMap<>();
        for (int value = 0; value < 256; value++) {
            begins.merge(part.after(value), ByteSet.of(value), ByteSet::or);
        }
        return choice(begins.entrySet().stream()
                .map(begin -> sequence(bytes(begin.getValue()), begin.getKey()))
                .toList());
    }

    /** Text in UTF-8 that ends where {@code words} says so, or anywhere if they have no end marker. */
    static Expression text(WordSearch words) {
        return intern(new TextExpression(words, WordSearch.START, EMPTY));
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

    /** The most bytes for which {@link #upTo} finds that all counts that bound this expression are out of reach. */
    int slack() {
        return UNBOUNDED;
    }

    static final class Nothing extends Expression {
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
        ByteSet singleBytes() {
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

    static final class Empty extends Expression {
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
        ByteSet singleBytes() {
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
}
