package dev.qwen4j.model.grammar;

import org.jspecify.annotations.Nullable;

/**
 * How far a text of a {@link Grammar} has come, and thereby what may follow. Immutable and thread-safe; two states of one
 * grammar are equal if they have the same form, and then the same may follow.
 */
public final class GrammarState {
    /** Before any character. */
    static final GrammarState ANY_CHARACTER = new StatePool().state(CodePoints.ANY_CHARACTER);

    private final Expression expression;
    private final StatePool pool;
    private final boolean acceptsEnd;
    /** Filled as needed, by whichever thread comes first: all would put in the same. */
    private final @Nullable GrammarState[] next = new @Nullable GrammarState[256];

    private @Nullable ByteSet firstBytes;

    // Classes of bytes that are known to lead back here, and known not to. Of threads that come at once one may lose
    // what another found out, which is then found out again.
    private long loops;
    private long leads;

    private @Nullable GrammarState simplest;

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
            // Most bytes lead nowhere: to know that takes less than to find out where.
            known = pool.state(firstBytes().contains(index) ? expression.after(index) : Expression.NOTHING);
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

    /** A state that tells the same of so many more bytes, without counts that are out of their reach. */
    GrammarState upTo(int bytes) {
        int slack = expression.slack();
        if (slack == Expression.UNBOUNDED || bytes > slack) {
            return this;
        }
        GrammarState known = simplest;
        if (known == null) {
            known = pool.state(expression.upTo(slack));
            simplest = known;
        }
        return known;
    }

    /** Whether each byte of these {@link ByteClasses} leads back to this state. */
    boolean loopsOn(long classes) {
        long open = classes & ~loops;
        while (open != 0 && (open & leads) == 0) {
            long one = Long.lowestOneBit(open);
            if (ByteClasses.loops(this, one)) {
                loops |= one;
            } else {
                leads |= one;
            }
            open = classes & ~loops;
        }
        return open == 0;
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
