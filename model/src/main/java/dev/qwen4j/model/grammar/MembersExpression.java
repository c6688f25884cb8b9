package dev.qwen4j.model.grammar;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The members of an object that are still to come, in any order, each of those with a name at most once. */
final class MembersExpression extends Expression {
    /**
     * The members that there are.
     *
     * @param named with name and value
     * @param required whether the one at the same place has to come
     * @param other any other; {@link #NOTHING} for none
     * @param comma what stands between two
     */
    record Members(List<Expression> named, List<Boolean> required, Expression other, Expression comma) {
        Members {
            named = List.copyOf(named);
            required = List.copyOf(required);
        }
    }

    private final Members members;
    private final BitSet left;
    private final boolean begun;
    private @Nullable Expression ways;

    private MembersExpression(Members members, BitSet left, boolean begun) {
        super(31 * (31 * members.hashCode() + left.hashCode()) + Boolean.hashCode(begun));
        this.members = members;
        this.left = left;
        this.begun = begun;
    }

    /** All of them. */
    static Expression of(Members members) {
        BitSet all = new BitSet();
        all.set(0, members.named().size());
        return intern(new MembersExpression(members, all, false));
    }

    @Override
    boolean acceptsEmpty() {
        return left.stream().noneMatch(members.required()::get);
    }

    /** What may come next, but for the end. */
    private Expression ways() {
        Expression known = ways;
        if (known == null) {
            List<Expression> all = new ArrayList<>();
            left.stream().forEach(i -> {
                BitSet rest = (BitSet) left.clone();
                rest.clear(i);
                all.add(sequence(members.named().get(i), intern(new MembersExpression(members, rest, true))));
            });
            all.add(sequence(members.other(), intern(new MembersExpression(members, left, true))));
            known = begun ? sequence(members.comma(), choice(all)) : choice(all);
            ways = known;
        }
        return known;
    }

    @Override
    ByteSet firstBytes() {
        return ways().firstBytes();
    }

    @Override
    ByteSet singleBytes() {
        return ways().singleBytes();
    }

    @Override
    Expression after(int value) {
        return ways().after(value);
    }

    @Override
    boolean isAs(Expression otherExpression) {
        return otherExpression instanceof MembersExpression m
                && begun == m.begun
                && left.equals(m.left)
                && members.equals(m.members);
    }
}
