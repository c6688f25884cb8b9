package dev.qwen4j.model.bench;

import dev.qwen4j.model.checkpoint.ElementType;
import dev.qwen4j.model.checkpoint.SafeTensorsWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Normally distributed weights as bytes of one type. Each is picked from a table of drawn ones, because drawing each
 * anew takes longer than writing it.
 */
final class RandomNumbers {
    /** {@code initializer_range} of every Qwen: with it and norms of one, activations stay near one. */
    private static final double STANDARD_DEVIATION = 0.02;

    private static final int DRAWN = 1 << 16;
    private static final int BUFFER_BYTES = 1 << 20;

    private final ElementType type;
    private final int[] drawn = new int[DRAWN];
    private final SplittableRandom picks;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    RandomNumbers(ElementType type, long seed) {
        this.type = type;
        this.picks = new SplittableRandom(seed);
        Random draws = new Random(seed);
        for (int i = 0; i < DRAWN; i++) {
            drawn[i] = bits((float) (STANDARD_DEVIATION * draws.nextGaussian()));
        }
    }

    /** Writes this many random numbers. */
    void write(SafeTensorsWriter writer, long count) throws IOException {
        write(writer, count, true);
    }

    /** Writes 1 this many times. */
    void writeOnes(SafeTensorsWriter writer, long count) throws IOException {
        write(writer, count, false);
    }

    private void write(SafeTensorsWriter writer, long count, boolean random) throws IOException {
        int one = bits(1);
        long left = count;
        while (left > 0) {
            int now = (int) Math.min(left, BUFFER_BYTES / type.bytes());
            buffer.clear();
            long pick = 0;
            for (int i = 0; i < now; i++) {
                pick = i % 4 == 0 ? picks.nextLong() : pick >>> 16;
                put(random ? drawn[(int) pick & (DRAWN - 1)] : one);
            }
            writer.write(buffer.flip());
            left -= now;
        }
    }

    private void put(int bits) {
        if (type.bytes() == Short.BYTES) {
            buffer.putShort((short) bits);
        } else {
            buffer.putInt(bits);
        }
    }

    private int bits(float value) {
        return switch (type) {
            case F32 -> Float.floatToRawIntBits(value);
            case F16 -> Float.floatToFloat16(value);
            // The upper half of a float32, rounded to the nearest, half to even.
            case BF16 -> {
                int bits = Float.floatToRawIntBits(value);
                yield (bits + 0x7fff + (bits >>> 16 & 1)) >>> 16;
            }
            default -> throw new IllegalArgumentException("type must be F32, F16 or BF16 but is " + type);
        };
    }
}
