package dev.qwen4j.model.vector;

/**
 * A weight matrix {@code [rows, columns]} in native memory: one output for each row, one input for each column.
 *
 * <p>Each row of weights is read once, multiplied with the rows of inputs two at a time, and stays in the nearest cache
 * meanwhile. One row of inputs or two are added up in the same order, so that a result is the same to the bit however many
 * rows there are.
 */
abstract class WeightMatrix {
    final int rows;
    final int columns;

    /** Weights in 32 bits, as {@link Inputs} has them. */
    final int planes;

    private Inputs inputs = new Inputs(0, 0);
    private float[] outputs = new float[0];

    private final Kernel dots = Kernel.of((begin, end, unused) -> dots(begin, end));
    private final Kernel pairs = Kernel.of((begin, end, unused) -> pairs(begin, end));

    WeightMatrix(int rows, int columns, int planes) {
        this.rows = rows;
        this.columns = columns;
        this.planes = planes;
    }

    /** One output for the only row of inputs. */
    abstract float dot(int row, Inputs inputs);

    /** One output for each of two rows of inputs. */
    abstract void dotTwo(int row, Inputs inputs, int one, int other, float[] outputs);

    /**
     * Says what the next calls of {@link #multiply} work with.
     *
     * @param outputs {@code [input rows, rows]}
     */
    final void prepare(Inputs inputs, float[] outputs) {
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /** Some rows of the product. */
    final void multiply(int begin, int end) {
        (inputs.rows() == 1 ? dots : pairs).run(begin, end, 0);
    }

    private void dots(int begin, int end) {
        for (int row = begin; row < end; row++) {
            outputs[row] = dot(row, inputs);
        }
    }

    private void pairs(int begin, int end) {
        int last = inputs.rows() - 1;
        for (int row = begin; row < end; row++) {
            for (int i = 0; i <= last; i += 2) {
                dotTwo(
                        row,
                        inputs,
                        i,
                        Math.min(i + 1, last),
                        outputs); // the last of an odd number is its own neighbour
            }
        }
    }
}
