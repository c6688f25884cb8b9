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
        return other instanceof ChoiceExpression c && alternatives.equals(c.alternatives);
    }
}
