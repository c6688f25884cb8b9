package dev.qwen4j.model.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A tensor as it lies on disk.
 *
 * @param shape row-major; empty for a scalar
 * @param data little-endian, direct, read-only: a view of the mapped file that stays valid for as long as it is
 *     reachable. Each call of the accessor gives a buffer with a position of its own
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out; tensors are not compared
public record TensorData(String name, ElementType type, long[] shape, ByteBuffer data) {
    public TensorData {
        shape = shape.clone();
        data = data.asReadOnlyBuffer();
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    @Override
    public ByteBuffer data() {
        return data.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Whether every element, of a floating-point type, is zero of either sign. */
    boolean isZero() {
        ByteBuffer bytes = data();
        for (int i = 0; i < bytes.limit(); i++) {
            boolean holdsSign = (i + 1) % type.bytes() == 0;
            if ((bytes.get(i) & (holdsSign ? 0x7f : 0xff)) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return name + " " + type + Arrays.toString(shape);
    }
}
