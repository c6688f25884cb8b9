package dev.qwen4j.model.vector;

import static dev.qwen4j.model.vector.Lanes.floats;

import jdk.incubator.vector.FloatVector;

/**
 * A weight matrix {@code [rows, columns]} in native memory: one output for each row, one input for each column.
 *
 * <p>A product with one row of inputs multiplies weights as they come from memory. With several, a row of weights is
 * unpacked once and multiplied with each. Both add up in the same order, so that a result is the same to the bit however
 * many rows there are.
 */
abstract class WeightMatrix {
    /** Rows of weights that are unpacked together. */
    static final int TILE = 4;

    final int rows;
    final int columns;

    /** Weights in 32 bits, as {@link Inputs} has them. */
    final int planes;

    private Inputs inputs = new Inputs(0, 0);
    private float[] outputs = new float[0];
    private float[][] unpacked = new float[0][];

    private final Kernel dots = Kernel.of((begin, end, worker) -> dots(begin, end));
    private final Kernel unpack = Kernel.of(this::unpack);
    private final Kernel dotAll = Kernel.of(this::dotAll);

    WeightMatrix(int rows, int columns, int planes) {
        this.rows = rows;
        this.columns = columns;
        this.planes = planes;
    }

    /** One output for the only row of inputs. */
    abstract float dot(int row, Inputs inputs);

    /** Weights as the inputs want them, without scales, from {@code at} on. */
    abstract void unpack(int row, float[] to, int at);

    /** An output from the plain sum of products. */
    abstract float finished(float sum, int row, Inputs inputs, int inputRow);

    /** Outputs for a row of weights, unpacked from {@code from} on, and two rows of inputs. */
    void dotTwo(int row, float[] unpacked, int from, Inputs inputs, int one, int other, float[] outputs) {
        float[] x = inputs.values;
        int at = inputs.start(one);
        int next = inputs.start(other);
        FloatVector a = Lanes.zero(), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
        for (int i = 0; i < columns; i += Lanes.FOUR) {
            FloatVector w = floats(unpacked, from + i);
            a = w.fma(floats(x, at + i), a);
            e = w.fma(floats(x, next + i), e);
            w = floats(unpacked, from + i + Lanes.COUNT);
            b = w.fma(floats(x, at + i + Lanes.COUNT), b);
            f = w.fma(floats(x, next + i + Lanes.COUNT), f);
            w = floats(unpacked, from + i + 2 * Lanes.COUNT);
            c = w.fma(floats(x, at + i + 2 * Lanes.COUNT), c);
            g = w.fma(floats(x, next + i + 2 * Lanes.COUNT), g);
            w = floats(unpacked, from + i + 3 * Lanes.COUNT);
            d = w.fma(floats(x, at + i + 3 * Lanes.COUNT), d);
            h = w.fma(floats(x, next + i + 3 * Lanes.COUNT), h);
        }
        outputs[one * rows + row] = finished(Lanes.sum(a, b, c, d), row, inputs, one);
        outputs[other * rows + row] = finished(Lanes.sum(e, f, g, h), row, inputs, other);
    }

    /**
     * Says what the next calls of {@link #multiply} work with.
     *
     * @param outputs {@code [input rows, rows]}
     * @param unpacked for each thread {@code [TILE, columns]}
     */
    final void prepare(Inputs inputs, float[] outputs, float[][] unpacked) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.unpacked = unpacked;
    }

    /** Some rows of the product. */
    final void multiply(int begin, int end, int worker) {
        int count = inputs.rows();
        if (count == 1) {
            dots.run(begin, end, worker);
            return;
        }
        for (int row = begin; row < end; row += TILE) {
            int last = Math.min(row + TILE, end);
            unpack.run(row, last, worker);
            dotAll.run(row, last, worker);
        }
    }

    private void dots(int begin, int end) {
        for (int row = begin; row < end; row++) {
            outputs[row] = dot(row, inputs);
        }
    }

    private void unpack(int begin, int end, int worker) {
        for (int row = begin; row < end; row++) {
            unpack(row, unpacked[worker], (row - begin) * columns);
        }
    }

    private void dotAll(int begin, int end, int worker) {
        int count = inputs.rows();
        for (int i = 0; i < count; i += 2) {
            int other = Math.min(i + 1, count - 1); // the last of an odd number of rows is its own neighbour
            for (int row = begin; row < end; row++) {
                dotTwo(row, unpacked[worker], (row - begin) * columns, inputs, i, other, outputs);
            }
        }
    }
}
