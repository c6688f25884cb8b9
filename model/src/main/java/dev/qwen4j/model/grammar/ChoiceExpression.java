package dev.qwen4j.model.grammar;

import java.util.ArrayList;
import java.util.List;

/** One of several. */
final class ChoiceExpression extends Expression {
    private final List<Expression> alternatives;

    ChoiceExpression(Expression... alternatives) {
        super(List.of(alternatives).hashCode());
        this.alternatives = List.of(alternatives);
    }

    @Override
    boolean acceptsEmpty() {
        for (Expression alternative : alternatives) {
            if (alternative.acceptsEmpty()) {
                return true;
            }
        }
        return false;
    }

    @Override
    ByteSet firstBytes() {
        ByteSet all = ByteSet.NONE;
        for (Expression alternative : alternatives) {
            all = all.or(alternative.firstBytes());
        }
        return all;
    }

    @Override
    ByteSet singleBytes() {
        ByteSet all = ByteSet.NONE;
        for (Expression alternative : alternatives) {
            all = all.or(alternative.singleBytes());
        }
        return all;
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
        return other instanceof ChoiceExpression c && alternatives.equals(c.alternatives);
    }
}
