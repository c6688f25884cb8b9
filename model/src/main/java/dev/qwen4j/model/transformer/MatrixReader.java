package dev.qwen4j.model.transformer;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.checkpoint.ElementType;
import dev.qwen4j.model.checkpoint.Gptq;
import dev.qwen4j.model.checkpoint.SafeTensorsWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes the script's matrices out of a checkpoint's weights, a few rows at a time, or out of parts made earlier. */
final class MatrixReader {
    private static final int PIECE_ELEMENTS = 1 << 22;

    private final Checkpoint checkpoint;
    private final Script script;
    private final WeightReader reader;

    MatrixReader(Checkpoint checkpoint, Script script, WeightReader reader) {
        this.checkpoint = checkpoint;
        this.script = script;
        this.reader = reader;
    }

    /** What a matrix is called when its parts are kept; its parts are told apart by their numbers. */
    static String partName(MatrixPlan plan, int part) {
        return plan.name() + "." + part;
    }

    /** The parts of matrices that are quantized here, in order. */
    List<SafeTensorsWriter.Tensor> describe(List<MatrixPlan> plans) {
        List<SafeTensorsWriter.Tensor> all = new ArrayList<>();
        for (MatrixPlan plan : plans) {
            // The script says what a matrix consists of. Memory without content costs nothing.
            try (IValue parts = emptyParts(plan)) {
                PtNDArray[] arrays = parts.toTensorArray(script.manager());
                for (int part = 0; part < arrays.length; part++) {
                    try (PtNDArray array = arrays[part]) {
                        all.add(new SafeTensorsWriter.Tensor(
                                partName(plan, part),
                                type(array),
                                array.getShape().getShape()));
                    }
                }
            }
        }
        return all;
    }

    private static ElementType type(PtNDArray array) {
        return switch (array.getDataType()) {
            case INT8 -> ElementType.I8;
            case UINT8 -> ElementType.U8;
            case FLOAT32 -> ElementType.F32;
            default -> throw new IllegalStateException("a part cannot have the type " + array.getDataType());
        };
    }

    /**
     * A matrix of the script made of the checkpoint's weights. The caller closes it.
     *
     * @param kept gets the parts; null if nobody wants them
     * @throws dev.qwen4j.model.ModelException if a weight is missing or has the wrong shape or type
     */
    IValue make(MatrixPlan plan, @Nullable QuantizedWeightsWriter kept) {
        checkBiases(plan);
        try (IValue parts = emptyParts(plan)) {
            long begin = 0;
            for (MatrixPlan.Linear linear : plan.linears()) {
                fill(plan, parts, begin, linear);
                begin += linear.rows();
            }
            if (kept != null) {
                write(parts, kept);
            }
            return matrix(plan, parts);
        }
    }

    /** A matrix made of parts that were kept. The caller closes it. */
    IValue read(MatrixPlan plan, QuantizedWeights kept) {
        checkBiases(plan);
        List<IValue> parts = new ArrayList<>();
        try {
            for (int part = 0; kept.has(partName(plan, part)); part++) {
                parts.add(reader.tensor(kept.tensor(partName(plan, part))));
            }
            try (IValue list = IValue.listFrom(parts.toArray(IValue[]::new))) {
                return matrix(plan, list);
            }
        } finally {
            parts.forEach(IValue::close);
        }
    }

    /** A matrix that GPTQ quantized, no larger than it is stored. The caller closes it. */
    IValue packed(MatrixPlan plan) {
        checkBiases(plan);
        IValue stacked = packed(plan.linears().getFirst(), plan);
        for (MatrixPlan.Linear linear : plan.linears().subList(1, plan.linears().size())) {
            try (IValue upper = stacked;
                    IValue lower = packed(linear, plan)) {
                stacked = script.call("stacked", upper, lower);
            }
        }
        return stacked;
    }

    private IValue packed(MatrixPlan.Linear linear, MatrixPlan plan) {
        return checkpoint.isQuantized(linear.name())
                ? unpack("gptq_matrix", checkpoint.quantized(linear.name(), linear.rows(), plan.columns()))
                : make(MatrixPlan.of(List.of(linear), plan.columns(), plan.format()), null);
    }

    private void checkBiases(MatrixPlan plan) {
        for (MatrixPlan.Linear linear : plan.linears()) {
            if (!linear.hasBias()) {
                checkpoint.requireNoBias(linear.name());
            }
        }
    }

    private IValue emptyParts(MatrixPlan plan) {
        try (IValue format = format(plan);
                IValue rows = IValue.from(plan.rows());
                IValue columns = IValue.from(plan.columns())) {
            return script.call("empty_parts", format, rows, columns);
        }
    }

    private void fill(MatrixPlan plan, IValue parts, long begin, MatrixPlan.Linear linear) {
        if (checkpoint.isQuantized(linear.name())) {
            try (IValue weights = dequantized(checkpoint.quantized(linear.name(), linear.rows(), plan.columns()))) {
                fill(plan, parts, begin, weights);
            }
        } else {
            reader.rows(
                    checkpoint.weight(linear.name() + ".weight", linear.rows(), plan.columns()),
                    (row, weights) -> fill(plan, parts, begin + row, weights));
        }
    }

    private void fill(MatrixPlan plan, IValue parts, long begin, IValue weights) {
        try (IValue format = format(plan);
                IValue at = IValue.from(begin)) {
            script.call("fill_parts", format, parts, at, weights).close();
        }
    }

    private IValue matrix(MatrixPlan plan, IValue parts) {
        try (IValue format = format(plan)) {
            return script.call("matrix", format, parts);
        }
    }

    private void write(IValue parts, QuantizedWeightsWriter kept) {
        for (PtNDArray array : parts.toTensorArray(script.manager())) {
            try (array;
                    IValue part = IValue.from(array)) {
                for (long begin = 0; begin < array.size(); begin += PIECE_ELEMENTS) {
                    try (IValue at = IValue.from(begin);
                            IValue count = IValue.from(Math.min(PIECE_ELEMENTS, array.size() - begin));
                            IValue piece = script.call("piece", part, at, count);
                            PtNDArray view = piece.toTensor(script.manager())) {
                        kept.write(JniUtils.getByteBuffer(view, true));
                    }
                }
            }
        }
    }

    private static IValue format(MatrixPlan plan) {
        return IValue.from(plan.format().name().toLowerCase(Locale.ROOT));
    }

    /** The float32 matrix that was quantized. */
    IValue dequantized(Gptq.Packed matrix) {
        return unpack("dequantize", matrix);
    }

    private IValue unpack(String method, Gptq.Packed matrix) {
        try (IValue words = reader.tensor(matrix.words());
                IValue zeros = reader.tensor(matrix.zeros());
                IValue scales = reader.tensor(matrix.scales());
                IValue groups = reader.tensor(matrix.groups());
                IValue bits = IValue.from(matrix.bits())) {
            return script.call(method, words, zeros, scales, groups, bits);
        }
    }
}
