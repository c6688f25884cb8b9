package dev.qwen4j.model.grammar;

import org.jspecify.annotations.Nullable;

/**
 * How far a text of a {@link Grammar} has come, and thereby what may follow. Immutable and thread-safe; two states of one
 * grammar are equal if they have the same form, and then the same may follow.
 */
public final class GrammarState {
    private final Expression expression;
    private final StatePool pool;
    private final boolean acceptsEnd;
    /** Filled as needed, by whichever thread comes first: all would put in the same. */
    private final @Nullable GrammarState[] next = new @Nullable GrammarState[256];

    private @Nullable ByteSet firstBytes;

    GrammarState(Expression expression, StatePool pool) {
        this.expression = expression;
        this.pool = pool;
        this.acceptsEnd = expression.acceptsEmpty();
    }

    /** The state after one more byte; {@link #isDead() dead} if no text of the grammar goes on with it. */
    public GrammarState advance(byte value) {
        int index = value & 0xff;
        GrammarState known = next[index];
        if (known == null) {
            known = pool.state(expression.after(index));
            next[index] = known;
        }
        return known;
    }

    /** The same for several bytes. */
    public GrammarState advance(byte[] bytes) {
        GrammarState state = this;
        for (byte value : bytes) {
            state = state.advance(value);
        }
        return state;
    }

    /** Whether what was read is a whole text of the grammar. */
    public boolean acceptsEnd() {
        return acceptsEnd;
    }

    /** Whether what was read is a whole text and no longer one begins with it. */
    public boolean isComplete() {
        return expression == Expression.EMPTY;
    }

    /** Whether what was read begins no text of the grammar. */
    public boolean isDead() {
        return expression == Expression.NOTHING;
    }

    Expression expression() {
        return expression;
    }

    ByteSet firstBytes() {
        ByteSet known = firstBytes;
        if (known == null) {
            known = expression.firstBytes();
            firstBytes = known;
        }
        return known;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GrammarState state && expression == state.expression;
    }

    @Override
    public int hashCode() {
        return expression.hashCode();
    }
}
