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

    int rows() {
        return linears.stream().mapToInt(Linear::rows).sum();
    }

    /** That of its first linear layer. */
    String name() {
        return linears.getFirst().name();
    }
}
