package dev.qwen4j.model.transformer;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.checkpoint.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Brings tensors from files into the engine through one small buffer, so that nothing is in memory twice. */
final class WeightReader {
    /** So small that what is computed of it, several times as much, stays in a CPU's cache. */
    private static final int BUFFER_BYTES = 1 << 20;

    private final Script script;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    WeightReader(Script script) {
        this.script = script;
    }

    /** Receives rows of a matrix. */
    @FunctionalInterface
    interface RowConsumer {
        /** @param rows {@code [n, columns]}, valid during the call */
        void accept(long firstRow, IValue rows);
    }

    /**
     * Reads a matrix from its first row to its last.
     *
     * @throws ModelException if a row is larger than the buffer
     */
    void rows(TensorData data, RowConsumer consumer) {
        StoredType type = StoredType.of(data);
        long rows = data.shape()[0];
        long columns = data.shape()[1];
        long rowBytes = columns * data.type().bytes();
        if (rowBytes > BUFFER_BYTES) {
            throw new ModelException("tensor '" + data.name() + "' has rows of " + rowBytes
                    + " bytes, but they must have at most " + BUFFER_BYTES);
        }
        long step = BUFFER_BYTES / Math.max(1, rowBytes);
        for (long begin = 0; begin < rows; begin += step) {
            long count = Math.min(step, rows - begin);
            try (IValue view = read(data, type, begin * rowBytes, count * rowBytes, new Shape(count, columns))) {
                consumer.accept(begin, view);
            }
        }
    }

    /** A tensor with all the content of {@code data}, which the caller closes. */
    IValue tensor(TensorData data) {
        StoredType type = StoredType.of(data);
        int size = data.type().bytes();
        long elements = data.bytes() / size;
        try (IValue count = IValue.from(elements);
                IValue number = IValue.from(type.number());
                IValue flat = script.call("empty", count, number);
                IValue shape = IValue.listFrom(data.shape())) {
            long step = BUFFER_BYTES / size;
            for (long begin = 0; begin < elements; begin += step) {
                long some = Math.min(step, elements - begin);
                try (IValue view = read(data, type, begin * size, some * size, new Shape(some));
                        IValue at = IValue.from(begin)) {
                    script.call("put", flat, at, view).close();
                }
            }
            return script.call("shaped", flat, shape);
        }
    }

    /** A tensor that looks at the buffer, or at a copy of it. */
    private IValue read(TensorData data, StoredType type, long offset, long bytes, Shape shape) {
        data.content().read(offset, buffer.clear().limit((int) bytes));
        try (PtNDArray raw = JniUtils.createNdFromByteBuffer(
                        script.manager(), buffer.flip(), shape, type.carrier(), SparseFormat.DENSE, Device.cpu());
                IValue untyped = IValue.from(raw);
                IValue number = IValue.from(type.number())) {
            return script.call("typed", untyped, number);
        }
    }

    /**
     * How the engine knows a type that weights are stored in.
     *
     * @param number PyTorch's
     * @param carrier a type of the same size that Java knows too
     */
    private record StoredType(int number, DataType carrier) {
        static StoredType of(TensorData data) {
            return switch (data.type()) {
                case F32 -> new StoredType(6, DataType.FLOAT32);
                case F16 -> new StoredType(5, DataType.FLOAT16);
                case BF16 -> new StoredType(15, DataType.FLOAT16);
                case I32 -> new StoredType(3, DataType.INT32);
                case I8 -> new StoredType(1, DataType.INT8);
                case U8 -> new StoredType(0, DataType.UINT8);
                default -> throw new IllegalArgumentException("data must have a type of weights but is " + data);
            };
        }
    }
}
