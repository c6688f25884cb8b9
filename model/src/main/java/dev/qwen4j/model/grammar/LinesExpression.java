package dev.qwen4j.model.grammar;

import java.util.List;

/**
 * Text in UTF-8, no line of which begins with what must not begin one, and which does not end in a line that must not
 * be the last.
 */
final class LinesExpression extends Expression {
    private final Expression never;
    private final Expression neverLast;
    /** What the line at hand must not go on with; {@link #NOTHING} if it may go on with anything. */
    private final Expression line;
    /** What the line at hand must not go on with and then end the text. */
    private final Expression last;
    /** What is left of the character that the text is in; {@link #EMPTY} between characters. */
    private final Expression character;

    /**
     * @param never must not stand at the beginning of a line; not empty
     * @param line the same for the first line
     * @param neverLast what must not be the last line
     */
    LinesExpression(Expression never, Expression line, Expression neverLast) {
        this(never, neverLast, line, neverLast, EMPTY);
    }

    private LinesExpression(
            Expression never, Expression neverLast, Expression line, Expression last, Expression character) {
        super(List.of(never, neverLast, line, last, character).hashCode());
        this.never = never;
        this.neverLast = neverLast;
        this.line = line;
        this.last = last;
        this.character = character;
    }

    @Override
    boolean acceptsEmpty() {
        return character == EMPTY && !last.acceptsEmpty();
    }

    @Override
    ByteSet firstBytes() {
        return goesOn().firstBytes().without(line.singleBytes());
    }

    @Override
    ByteSet singleBytes() {
        ByteSet allowed = goesOn().singleBytes().without(line.singleBytes());
        ByteSet ended = allowed.contains('\n') && !neverLast.acceptsEmpty() ? ByteSet.of('\n') : ByteSet.NONE;
        return allowed.without(last.singleBytes()).without(ByteSet.of('\n')).or(ended);
    }

    /** The character at hand, or the next one. */
    private Expression goesOn() {
        return character == EMPTY ? CodePoints.ANY_CHARACTER : character;
    }

    @Override
    Expression after(int value) {
        Expression left = goesOn().after(value);
        Expression begun = line.after(value);
        if (left == NOTHING || begun.acceptsEmpty()) {
            return NOTHING;
        }
        boolean ended = value == '\n';
        return intern(new LinesExpression(
                never, neverLast, ended ? never : begun, ended ? neverLast : last.after(value), left));
    }

    @Override
    boolean isAs(Expression other) {
        return other instanceof LinesExpression l
                && never == l.never
                && neverLast == l.neverLast
                && line == l.line
                && last == l.last
                && character == l.character;
    }
}
