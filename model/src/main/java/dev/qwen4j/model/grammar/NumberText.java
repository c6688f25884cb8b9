package dev.qwen4j.model.grammar;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How JSON's numbers are written, within bounds. Unless a bound has more, at most 15 digits stand before the point, as
 * many as a {@code double} keeps: digits without end make numbers that nobody can read back, and models that never stop.
 */
final class NumberText {
    private static final int DIGITS = 15;
    private static final int FRACTION_DIGITS = 10;
    private static final BigInteger GREATEST = BigInteger.TEN.pow(DIGITS).subtract(BigInteger.ONE);
    private static final Expression DIGIT = Expression.bytes(ByteSet.range('0', '9'));
    private static final Expression NUMBER = anyNumber();

    private NumberText() {}

    /** Any number, with or without fraction and exponent. */
    static Expression number() {
        return NUMBER;
    }

    private static Expression anyNumber() {
        Expression sign = Expression.optional(JsonText.literal("-"));
        Expression whole = Expression.choice(
                JsonText.literal("0"),
                Expression.sequence(
                        Expression.bytes(ByteSet.range('1', '9')), Expression.repeat(DIGIT, 0, DIGITS - 1)));
        Expression fraction = Expression.sequence(JsonText.literal("."), Expression.repeat(DIGIT, 1, DIGITS));
        Expression exponent = Expression.sequence(List.of(
                CodePoints.of("eE").utf8(),
                Expression.optional(CodePoints.of("+-").utf8()),
                Expression.repeat(DIGIT, 1, 2)));
        return Expression.sequence(List.of(sign, whole, Expression.optional(fraction), Expression.optional(exponent)));
    }

    /** The integers from {@code least} to {@code most}; null where there is no bound. */
    static Expression integer(@Nullable BigInteger least, @Nullable BigInteger most) {
        BigInteger low = least == null ? below(most) : least;
        BigInteger high = most == null ? below(least).negate() : most;
        return Expression.choice(
                Expression.sequence(JsonText.literal("-"), wholes(high.negate().max(BigInteger.ONE), low.negate())),
                wholes(low.max(BigInteger.ZERO), high));
    }

    /** What to take for a bound that is missing: the negative of a number beyond the bound that is not. */
    private static BigInteger below(@Nullable BigInteger bound) {
        BigInteger greatest = GREATEST;
        while (bound != null && greatest.compareTo(bound.abs()) < 0) {
            greatest = greatest.multiply(BigInteger.TEN).add(BigInteger.valueOf(9));
        }
        return greatest.negate();
    }

    /** Without sign; nothing if {@code low} is above {@code high}. */
    private static Expression wholes(BigInteger low, BigInteger high) {
        List<Expression> ways = new ArrayList<>();
        BigInteger from = low;
        while (from.compareTo(high) <= 0) {
            String first = from.toString();
            BigInteger lastOfLength = BigInteger.TEN.pow(first.length()).subtract(BigInteger.ONE);
            ways.add(digits(first, high.min(lastOfLength).toString()));
            from = lastOfLength.add(BigInteger.ONE);
        }
        return Expression.choice(ways);
    }

    /** The digit strings from {@code low} to {@code high}, which are equally long. */
    private static Expression digits(String low, String high) {
        int length = low.length();
        if (low.matches("0*") && high.matches("9*")) {
            return Expression.repeat(DIGIT, length, length);
        }
        char from = low.charAt(0);
        char to = high.charAt(0);
        if (from == to) {
            return step(from, to, digits(low.substring(1), high.substring(1)));
        }
        String nines = "9".repeat(length - 1);
        String zeros = "0".repeat(length - 1);
        return Expression.choice(
                step(from, from, digits(low.substring(1), nines)),
                step(from + 1, to - 1, digits(zeros, nines)),
                step(to, to, digits(zeros, high.substring(1))));
    }

    private static Expression step(int from, int to, Expression rest) {
        return Expression.sequence(Expression.bytes(ByteSet.range(from, to)), rest);
    }

    /** One end of a range of numbers. */
    record Bound(BigDecimal value, boolean exclusive) {}

    /** The numbers within bounds, without exponent; null where there is no bound. */
    static Expression decimal(@Nullable Bound least, @Nullable Bound most) {
        if (least == null && most == null) {
            return NUMBER;
        }
        int places = Math.max(places(least), places(most));
        BigInteger unit = BigInteger.TEN.pow(places);
        BigInteger low =
                least == null ? below(whole(most)).multiply(unit) : scaled(least, places, RoundingMode.CEILING);
        BigInteger high =
                most == null ? below(whole(least)).negate().multiply(unit) : scaled(most, places, RoundingMode.FLOOR);
        return Expression.choice(
                Expression.sequence(
                        JsonText.literal("-"), decimals(high.negate().max(BigInteger.ONE), low.negate(), places)),
                decimals(low.max(BigInteger.ZERO), high, places));
    }

    private static @Nullable BigInteger whole(@Nullable Bound bound) {
        return bound == null ? null : bound.value().toBigInteger();
    }

    /** As many as leave a double exact near the bound, and at least the bound's own. */
    private static int places(@Nullable Bound bound) {
        if (bound == null) {
            return 1;
        }
        int wholeDigits = bound.value().toBigInteger().abs().toString().length();
        return Math.max(bound.value().scale(), Math.clamp(DIGITS - wholeDigits, 1, FRACTION_DIGITS));
    }

    private static BigInteger scaled(Bound bound, int places, RoundingMode inwards) {
        BigDecimal value = bound.value().movePointRight(places);
        BigInteger nearest = value.setScale(0, inwards).toBigIntegerExact();
        boolean onBound = new BigDecimal(nearest).compareTo(value) == 0;
        if (!bound.exclusive() || !onBound) {
            return nearest;
        }
        return inwards == RoundingMode.CEILING ? nearest.add(BigInteger.ONE) : nearest.subtract(BigInteger.ONE);
    }

    /** Without sign, both given in units of the last place. */
    private static Expression decimals(BigInteger low, BigInteger high, int places) {
        if (low.compareTo(high) > 0) {
            return Expression.NOTHING;
        }
        BigInteger unit = BigInteger.TEN.pow(places);
        BigInteger[] from = low.divideAndRemainder(unit);
        BigInteger[] to = high.divideAndRemainder(unit);
        BigInteger last = unit.subtract(BigInteger.ONE);
        if (from[0].equals(to[0])) {
            return Expression.sequence(wholes(from[0], from[0]), fraction(from[1], to[1], places));
        }
        return Expression.choice(
                Expression.sequence(wholes(from[0], from[0]), fraction(from[1], last, places)),
                Expression.sequence(
                        wholes(from[0].add(BigInteger.ONE), to[0].subtract(BigInteger.ONE)),
                        fraction(BigInteger.ZERO, last, places)),
                Expression.sequence(wholes(to[0], to[0]), fraction(BigInteger.ZERO, to[1], places)));
    }

    /** A point and digits, or nothing if that may be. */
    private static Expression fraction(BigInteger low, BigInteger high, int places) {
        Expression point = Expression.sequence(JsonText.literal("."), someDigits(low, high, places));
        return low.signum() == 0 ? Expression.optional(point) : point;
    }

    /** One to {@code places} digits that, filled up with zeros, are from {@code low} to {@code high}. */
    private static Expression someDigits(BigInteger low, BigInteger high, int places) {
        BigInteger unit = BigInteger.TEN.pow(places - 1);
        if (low.signum() == 0 && high.add(BigInteger.ONE).equals(unit.multiply(BigInteger.TEN))) {
            return Expression.repeat(DIGIT, 1, places);
        }
        List<Expression> ways = new ArrayList<>();
        for (int digit = 0; digit <= 9; digit++) {
            BigInteger start = unit.multiply(BigInteger.valueOf(digit));
            BigInteger from = low.subtract(start).max(BigInteger.ZERO);
            BigInteger to = high.subtract(start).min(unit.subtract(BigInteger.ONE));
            if (from.compareTo(to) <= 0) {
                Expression more = places == 1 ? Expression.EMPTY : someDigits(from, to, places - 1);
                ways.add(step('0' + digit, '0' + digit, from.signum() == 0 ? Expression.optional(more) : more));
            }
        }
        return Expression.choice(ways);
    }
}
