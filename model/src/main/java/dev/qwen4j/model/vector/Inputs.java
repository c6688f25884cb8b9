package dev.qwen4j.model.vector;

/**
 * What a matrix is multiplied with: some rows of activations, in the order in which the matrix's kernel takes its weights.
 *
 * <p>Weights of {@code 32 / planes} bits: an integer holds {@code planes} neighbours, the first in its lowest bits. Of
 * each {@link Lanes#COUNT} integers the kernel takes all first ones, then all second ones, and so on. It leaves a weight
 * where it is in its integer, which multiplies it by a power of two; the activation is divided by the same power. The
 * highest weight is the exception: it is shifted down. So are, if there are several rows, the upper four of eight.
 */
final class Inputs {
    /** Columns of weights of four bits come in multiples of this. */
    static final int BLOCK = 64;

    /** Weights of four bits that share a scale, where there are so many. */
    private static final int LARGEST_GROUP = 128;

    final float[] values;

    /** Sums of the activations of each group. */
    final float[] groupSums;

    private final float[] sums;
    private int rows;
    private int columns;

    Inputs(int mostRows, int mostColumns) {
        values = new float[mostRows * mostColumns];
        groupSums = new float[values.length / BLOCK];
        sums = new float[mostRows];
    }

    /** Weights of four bits that share a scale. */
    static int group(int columns) {
        return columns % LARGEST_GROUP == 0 ? LARGEST_GROUP : BLOCK;
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

    /** Takes the first rows of {@code from}, {@code [rows, columns]}, for a kernel with so many planes. */
    void set(float[] from, int rows, int columns, int planes) {
        this.rows = rows;
        this.columns = columns;
        arrange(from, planes, planes <= 2 ? 0 : 32 / planes);
        if (planes == 4) {
            addUp(from);
        } else if (planes == 8) {
            addUpGroups(from);
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
            int place = planes == 8 && rows > 1 ? plane % 4 : plane == planes - 1 ? 0 : plane;
            float scale = 1f / (1 << place * bits);
            for (int begin = 0; begin < rows * columns; begin += block) {
                int to = begin + plane * Lanes.COUNT;
                for (int lane = 0; lane < Lanes.COUNT; lane++) {
                    values[to + lane] = from[begin + lane * planes + plane] * scale;
                }
            }
        }
    }

    private void addUp(float[] from) {
        for (int row = 0; row < rows; row++) {
            float all = 0;
            for (int begin = start(row); begin < start(row + 1); begin += Lanes.FOUR) {
                float sum = 0;
                for (int i = begin; i < begin + Lanes.FOUR; i++) {
                    sum += from[i];
                }
                all += sum;
            }
            sums[row] = all;
        }
    }

    private void addUpGroups(float[] from) {
        int group = group(columns);
        for (int i = 0; i < rows * columns / group; i++) {
            float sum = 0;
            for (int j = i * group; j < (i + 1) * group; j++) {
                sum += from[j];
            }
            groupSums[i] = sum;
        }
    }
}
