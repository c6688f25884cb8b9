package dev.qwen4j.model.grammar;

import java.util.ArrayList;
import java.util.List;

/** A part that is no sequence, and the rest. */
final class SequenceExpression extends Expression {
    private final Expression first;
    private final Expression rest;

    SequenceExpression(Expression first, Expression rest) {
        super(31 * first.hashCode() + 7 * rest.hashCode() + 3);
        this.first = first;
        this.rest = rest;
    }

    @Override
    boolean acceptsEmpty() {
        Expression part = this;
        while (part instanceof SequenceExpression s && s.first.acceptsEmpty()) {
            part = s.rest;
        }
        return !(part instanceof SequenceExpression) && part.acceptsEmpty();
    }

    @Override
    ByteSet firstBytes() {
        ByteSet all = first.firstBytes();
        Expression part = this;
        while (part instanceof SequenceExpression s && s.first.acceptsEmpty()) {
            part = s.rest;
            all = all.or(part.first().firstBytes());
        }
        return all;
    }

    @Override
    ByteSet singleBytes() {
        ByteSet all = rest.acceptsEmpty() ? first.singleBytes() : ByteSet.NONE;
        return first.acceptsEmpty() ? all.or(rest.singleBytes()) : all;
    }

    @Override
    Expression after(int value) {
        List<Expression> ways = new ArrayList<>(1);
        Expression part = this;
        while (part instanceof SequenceExpression s) {
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
    Expression upTo(int bytes) {
        return sequence(first.upTo(bytes), rest.upTo(bytes));
    }

    @Override
    int slack() {
        return Math.min(first.slack(), rest.slack());
    }

    @Override
    boolean isAs(Expression other) {
        return other instanceof SequenceExpression s && first == s.first && rest == s.rest;
    }
}
