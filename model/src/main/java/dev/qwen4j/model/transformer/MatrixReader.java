package dev.qwen4j.model.transformer;

import ai.djl.pytorch.jni.IValue;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.checkpoint.Gptq;
import java.util.Locale;

/** Makes the script's matrices out of a checkpoint's weights, a few rows at a time. */
final class MatrixReader {
    private final Checkpoint checkpoint;
    private final Script script;
    private final WeightReader reader;

    MatrixReader(Checkpoint checkpoint, Script script, WeightReader reader) {
        this.checkpoint = checkpoint;
        this.script = script;
        this.reader = reader;
    }

    /**
     * A matrix of the script, which the caller closes.
     *
     * @throws dev.qwen4j.model.ModelException if a weight is missing or has the wrong shape or type
     */
    IValue read(MatrixPlan plan) {
        for (MatrixPlan.Linear linear : plan.linears()) {
            if (!linear.hasBias()) {
                checkpoint.requireNoBias(linear.name());
            }
        }
        try (IValue format = IValue.from(plan.format().name().toLowerCase(Locale.ROOT));
                IValue rows = IValue.from(plan.rows());
                IValue columns = IValue.from(plan.columns());
                IValue parts = script.call("empty_parts", format, rows, columns)) {
            long begin = 0;
            for (MatrixPlan.Linear linear : plan.linears()) {
                fill(format, parts, begin, linear, plan.columns());
                begin += linear.rows();
            }
            return script.call("matrix", format, parts);
        }
    }

    private void fill(IValue format, IValue parts, long begin, MatrixPlan.Linear linear, int columns) {
        if (checkpoint.isQuantized(linear.name())) {
            try (IValue weights = dequantized(checkpoint.quantized(linear.name(), linear.rows(), columns))) {
                fill(format, parts, begin, weights);
            }
        } else {
            reader.rows(
                    checkpoint.weight(linear.name() + ".weight", linear.rows(), columns),
                    (row, weights) -> fill(format, parts, begin + row, weights));
        }
    }

    private void fill(IValue format, IValue parts, long begin, IValue weights) {
        try (IValue at = IValue.from(begin)) {
            script.call("fill_parts", format, parts, at, weights).close();
        }
    }

    /** The float32 matrix that was quantized. */
    IValue dequantized(Gptq.Packed matrix) {
        try (IValue words = reader.tensor(matrix.words());
                IValue zeros = reader.tensor(matrix.zeros());
                IValue scales = reader.tensor(matrix.scales());
                IValue groups = reader.tensor(matrix.groups());
                IValue bits = IValue.from(matrix.bits())) {
            return script.call("dequantize", words, zeros, scales, groups, bits);
        }
    }
}
