package dev.qwen4j.tools.builtin;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as text without exponent and without zeros at the end. */
final class Decimals {
    private static final int EXACT_DECIMALS = 10;
    private static final int DECIMALS = 6;
    private static final BigDecimal SMALL = new BigDecimal("0.001");
    private static final MathContext SMALL_CONTEXT = new MathContext(DECIMALS, RoundingMode.HALF_EVEN);

    private Decimals() {}

    /** All digits of {@code number} if it has at most 10 decimals, else as {@link #rounded}. */
    static String exactIfShort(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() <= EXACT_DECIMALS ? stripped.toPlainString() : rounded(stripped);
    }

    /** {@code number} to 6 decimals, below 0.001 to 6 significant digits. */
    static String rounded(BigDecimal number) {
        BigDecimal rounded = number.abs().compareTo(SMALL) < 0
                ? number.round(SMALL_CONTEXT)
                : number.setScale(DECIMALS, RoundingMode.HALF_EVEN);
        return rounded.stripTrailingZeros().toPlainString();
    }
}
