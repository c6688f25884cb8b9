package dev.qwen4j.model.grammar;

/** A part some number of times. */
final class RepeatExpression extends Expression {
    private final Expression part;
    private final int least;
    private final int most;

    RepeatExpression(Expression part, int least, int most) {
        super(31 * (31 * part.hashCode() + least) + most);
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
    ByteSet singleBytes() {
        return least <= 1 ? part.singleBytes() : ByteSet.NONE;
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
    int slack() {
        return most == UNBOUNDED ? UNBOUNDED : most - 1;
    }

    @Override
    boolean isAs(Expression other) {
        return other instanceof RepeatExpression r && part == r.part && least == r.least && most == r.most;
    }
}
