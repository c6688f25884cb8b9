package dev.qwen4j.model.vector;

import dev.qwen4j.model.transformer.Decoder;
import java.util.List;

/** Which kernel reads which form of a matrix. */
final class WeightMatrices {
    private WeightMatrices() {}

    /** @throws IllegalArgumentException if there is no kernel for the form */
    static WeightMatrix of(Decoder.Matrix matrix) {
        List<Decoder.Tensor> parts = matrix.parts();
        List<Decoder.Type> types = parts.stream().map(Decoder.Tensor::type).toList();
        if (types.isEmpty()) {
            throw new IllegalArgumentException("no kernel for a matrix that PyTorch keeps in its own form");
        }
        Decoder.Tensor values = parts.getFirst();
        if (types.equals(List.of(Decoder.Type.F32))) {
            return new Float32Matrix(values.address(), values.rows(), values.columns());
        }
        if (types.equals(List.of(Decoder.Type.BF16))) {
            return new Bfloat16Matrix(values.address(), values.rows(), values.columns());
        }
        if (types.equals(List.of(Decoder.Type.I8, Decoder.Type.F32))) {
            return new Int8Matrix(values.address(), parts.get(1).address(), values.rows(), values.columns());
        }
        if (types.equals(List.of(Decoder.Type.U8, Decoder.Type.F32, Decoder.Type.F32))) {
            int columns = 2 * values.columns();
            return new Int4Matrix(
                    values.address(), parts.get(1).address(), parts.get(2).address(), values.rows(), columns);
        }
        throw new IllegalArgumentException("no kernel for a matrix of " + types);
    }
}
