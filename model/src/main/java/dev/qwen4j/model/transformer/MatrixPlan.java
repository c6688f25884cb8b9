package dev.qwen4j.model.transformer;

import dev.qwen4j.model.Precision;
import java.util.List;

/**
 * A matrix that the forward pass multiplies with: linear layers over the same inputs, one above the other.
 *
 * @param columns how many inputs there are
 * @param format never {@link Precision#AUTO}
 */
record MatrixPlan(List<Linear> linears, int columns, Precision format) {
    /** What the kernel for four bits demands of a matrix. */
    private static final int INT4_ROWS = 16;

    private static final int INT4_COLUMNS = 32;
    private static final int NF4_COLUMNS = 64;

    /**
     * A linear layer as the checkpoint names it.
     *
     * @param rows how many outputs it has
     */
    record Linear(String name, int rows, boolean hasBias) {}

    /** In the format that is asked for, or in the next larger one if it cannot hold a matrix of this shape. */
    static MatrixPlan of(List<Linear> linears, int columns, Precision wanted) {
        int rows = linears.stream().mapToInt(Linear::rows).sum();
        boolean fits = switch (wanted) {
            case INT4 -> rows % INT4_ROWS == 0 && columns % INT4_COLUMNS == 0;
            case NF4 -> columns % NF4_COLUMNS == 0;
            case AUTO, BF16, FP32, INT8 -> true;
        };
        return new MatrixPlan(linears, columns, fits ? wanted : Precision.INT8);
    }

    /** Whether its parts take time to make, so that they are worth keeping. */
    boolean isQuantized() {
        return switch (format) {
            case INT8, INT4, NF4 -> true;
            case AUTO, BF16, FP32 -> false;
        };
    }

    int rows() {
        return linears.stream().mapToInt(Linear::rows).sum();
    }

    long elements() {
        return (long) rows() * columns;
    }

    /** Memory that it takes. */
    long bytes() {
        return switch (format) {
            case FP32, AUTO -> elements() * Float.BYTES;
            case BF16 -> elements() * 2;
            case INT8 -> elements() + (long) rows() * (Float.BYTES + 2);
            // Of 32, 64 or 128 inputs, scale and offset in two bytes each.
            case INT4 -> elements() / 2 + elements() / int4Group() * 4;
            case NF4 -> elements() / 2 + elements() / NF4_COLUMNS * Float.BYTES;
        };
    }

    private int int4Group() {
        return columns % 128 == 0 ? 128 : columns % 64 == 0 ? 64 : INT4_COLUMNS;
    }

    /** That of its first linear layer. */
    String name() {
        return linears.getFirst().name();
    }
}
