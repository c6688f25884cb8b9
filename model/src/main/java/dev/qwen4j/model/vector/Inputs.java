package dev.qwen4j.model.vector;

/**
 * What a matrix is multiplied with: some rows of activations, in the order in which the matrix's kernel takes its weights.
 *
 * <p>Weights of {@code 32 / planes} bits: an integer holds {@code planes} neighbours, the first in its lowest bits. Of
 * each {@link Lanes#COUNT} integers the kernel takes all first ones, then all second ones, and so on. It leaves a weight
 * where it is in its integer, which multiplies it by a power of two; the activation is divided by the same power. The
 * highest weight is the exception: it is shifted down.
 */
final class Inputs {
    /** Weights over which {@link #blockSum} is taken. */
    static final int BLOCK = 64;

    final float[] values;
    private final float[] blockSums;
    private final float[] sums;
    private int rows;
    private int columns;

    Inputs(int mostRows, int mostColumns) {
        values = new float[mostRows * mostColumns];
        blockSums = new float[values.length / BLOCK + mostRows];
        sums = new float[mostRows];
    }

    int rows() {
        return rows;
    }

    /** Where a row begins in {@link #values}. */
    int start(int row) {
        return row * columns;
    }

    /** Sum of all activations of a row. */
    float sum(int row) {
        return sums[row];
    }

    /** Sum of some activations that belong together in the checkpoint, too: blocks are whole before and after. */
    float blockSum(int row, int block) {
        return blockSums[row * (columns / BLOCK) + block];
    }

    /** Takes the first rows of {@code from}, {@code [rows, columns]}, for a kernel with so many planes. */
    void set(float[] from, int rows, int columns, int planes) {
        this.rows = rows;
        this.columns = columns;
        if (planes <= 2) {
            arrange(from, planes, 0);
        } else {
            arrange(from, planes, 32 / planes);
            addUp(from);
        }
    }

    /** @param bits by which each plane lies higher than the one before it */
    private void arrange(float[] from, int planes, int bits) {
        if (planes == 1) {
            System.arraycopy(from, 0, values, 0, rows * columns);
            return;
        }
        int block = planes * Lanes.COUNT;
        for (int plane = 0; plane < planes; plane++) {
            float scale = plane == planes - 1 ? 1 : 1f / (1 << plane * bits);
            for (int begin = 0; begin < rows * columns; begin += block) {
                int to = begin + plane * Lanes.COUNT;
                for (int lane = 0; lane < Lanes.COUNT; lane++) {
                    values[to + lane] = from[begin + lane * planes + plane] * scale;
                }
            }
        }
    }

    private void addUp(float[] from) {
        int blocks = columns / BLOCK;
        for (int row = 0; row < rows; row++) {
            int start = start(row);
            float all = 0;
            for (int block = 0; block < blocks; block++) {
                float sum = 0;
                for (int i = start + block * BLOCK; i < start + (block + 1) * BLOCK; i++) {
                    sum += from[i];
                }
                blockSums[row * blocks + block] = sum;
                all += sum;
            }
            for (int i = start + blocks * BLOCK; i < start + columns; i++) {
                all += from[i];
            }
            sums[row] = all;
        }
    }
}
