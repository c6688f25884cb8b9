package dev.qwen4j.model.grammar;

/** One byte of a set. */
final class ByteExpression extends Expression {
    private final ByteSet set;

    ByteExpression(ByteSet set) {
        super(set.hashCode());
        this.set = set;
    }

    ByteSet set() {
        return set;
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
    ByteSet singleBytes() {
        return set;
    }

    @Override
    Expression after(int value) {
        return set.contains(value) ? EMPTY : NOTHING;
    }

    @Override
    boolean isAs(Expression other) {
        return other instanceof ByteExpression b && set.equals(b.set);
    }
}
