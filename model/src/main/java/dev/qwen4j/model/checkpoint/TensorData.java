package dev.qwen4j.model.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A tensor as it lies in a file: what the header says of it, and its bytes, which are read when they are asked for and
 * can be for as long as the checkpoint is open.
 *
 * <p>Nothing is mapped: mapped pages count as memory of the process, and a file that shrinks under its map ends the JVM.
 *
 * @param shape row-major; empty for a scalar
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out; tensors are not compared
public record TensorData(String name, ElementType type, long[] shape, Content content) {
    private static final int PIECE_BYTES = 1 << 16;

    /** The bytes of a tensor, little-endian. */
    @FunctionalInterface
    public interface Content {
        /**
         * Fills what remains of a buffer.
         *
         * @param offset of the first byte to read, within the tensor
         * @throws dev.qwen4j.model.ModelException if the file cannot be read or is shorter than it was
         */
        void read(long offset, ByteBuffer buffer);
    }

    public TensorData {
        shape = shape.clone();
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    /** Length of the content. */
    public long bytes() {
        long bytes = type.bytes();
        for (long dimension : shape) {
            bytes *= dimension;
        }
        return bytes;
    }

    /**
     * The whole content, little-endian, on the heap: for tensors that are small.
     *
     * @throws IllegalStateException if it has 2 GiB or more, which no Java buffer holds
     */
    public ByteBuffer data() {
        if (bytes() > Integer.MAX_VALUE) {
            throw new IllegalStateException(this + " has " + bytes() + " bytes, too many for one buffer");
        }
        ByteBuffer data = ByteBuffer.allocate((int) bytes()).order(ByteOrder.LITTLE_ENDIAN);
        while (data.hasRemaining()) {
            int begin = data.position();
            // A read into the heap goes through native memory of the same size, which the JDK keeps.
            content.read(begin, data.limit(Math.min(begin + PIECE_BYTES, data.capacity())));
            data.limit(data.capacity());
        }
        return data.flip();
    }

    /** Whether every element, of a floating-point type, is zero of either sign. */
    boolean isZero() {
        long bytes = bytes();
        for (long begin = 0; begin < bytes; begin += PIECE_BYTES) {
            ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, bytes - begin));
            content.read(begin, piece);
            for (int i = 0; i < piece.capacity(); i++) {
                boolean holdsSign = (i + 1) % type.bytes() == 0;
                if ((piece.get(i) & (holdsSign ? 0x7f : 0xff)) != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return name + " " + type + Arrays.toString(shape);
    }
}
