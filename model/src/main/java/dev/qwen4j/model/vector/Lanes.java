package dev.qwen4j.model.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Vectors as wide as the CPU likes them, up to 256 bits, and how they are loaded. Weights lie in native memory at
 * absolute addresses, everything else in arrays.
 *
 * <p>Weights narrower than 32 bits are loaded as integers, each of which holds several of them next to each other; a
 * kernel takes one of each integer at a time. What they are multiplied with is therefore put into that order first: see
 * {@link Inputs}.
 */
final class Lanes {
    static final VectorSpecies<Float> FLOATS =
            FloatVector.SPECIES_PREFERRED.length() > 8 ? FloatVector.SPECIES_256 : FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);

    /** Floats in a vector: 8, or 4 where vectors have 128 bits. */
    static final int COUNT = FLOATS.length();

    /** Floats in the four vectors that every kernel sums up side by side. */
    static final int FOUR = 4 * COUNT;

    /** All memory. A constant, so that an access costs no check of bounds or life. */
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final VectorShuffle<Float> BY_HALF = VectorShuffle.fromOp(FLOATS, i -> i ^ COUNT / 2);
    private static final VectorShuffle<Float> BY_QUARTER = VectorShuffle.fromOp(FLOATS, i -> i ^ COUNT / 4);

    private static final VectorShuffle<Float> BY_ONE = VectorShuffle.fromOp(FLOATS, i -> i ^ 1);
    private static final VectorMask<Float> UPPER_HALF = VectorMask.fromLong(FLOATS, 0b11110000);
    private static final VectorMask<Float> UPPER_QUARTERS = VectorMask.fromLong(FLOATS, 0b11001100);
    private static final VectorShuffle<Float> SUMS = VectorShuffle.fromOp(FLOATS, i -> (i % 2 * 4 + i / 2 * 2) % COUNT);

    private static final float LARGEST_EXPONENT = 87;
    private static final float LOG2_E = 1.44269504f;
    private static final float ROUNDING = 12582912; // 1.5 * 2^23
    private static final float LN_2_UPPER = 0.693359375f;
    private static final float LN_2_LOWER = -2.12194440e-4f;
    private static final int MANTISSA_BITS = 23;

    private Lanes() {}

    static FloatVector floats(float[] array, int index) {
        return FloatVector.fromArray(FLOATS, array, index);
    }

    static FloatVector floats(long address) {
        return FloatVector.fromMemorySegment(FLOATS, ALL, address, ByteOrder.LITTLE_ENDIAN);
    }

    static IntVector ints(long address) {
        return IntVector.fromMemorySegment(INTS, ALL, address, ByteOrder.LITTLE_ENDIAN);
    }

    static FloatVector converted(IntVector integers) {
        return (FloatVector) integers.convert(VectorOperators.I2F, 0);
    }

    static FloatVector zero() {
        return FloatVector.zero(FLOATS);
    }

    /** Sums of four vectors, in an order that every kernel shares: results do not depend on how many rows there are. */
    static float sum(FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
        return sum(a.add(b).add(c.add(d)));
    }

    /** In one order always: the JDK's own sum has another one before code is compiled than after. */
    static float sum(FloatVector v) {
        FloatVector halves = v.add(v.rearrange(BY_HALF));
        FloatVector quarters = halves.add(halves.rearrange(BY_QUARTER));
        return COUNT == 4 ? quarters.lane(0) : quarters.lane(0) + quarters.lane(1);
    }

    /**
     * The sums of four vectors, in the first four lanes, each added up as {@link #sum(FloatVector)} does. For vectors of
     * eight.
     */
    static FloatVector sums(FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
        FloatVector pairs = quarters(halves(a, b), halves(c, d));
        return pairs.add(pairs.rearrange(BY_ONE)).rearrange(SUMS);
    }

    /** The halves of each added: of {@code a} in the lower half, of {@code b} in the upper. */
    private static FloatVector halves(FloatVector a, FloatVector b) {
        return a.blend(b.rearrange(BY_HALF), UPPER_HALF)
                .add(a.rearrange(BY_HALF).blend(b, UPPER_HALF));
    }

    /** The same in each half. */
    private static FloatVector quarters(FloatVector a, FloatVector b) {
        return a.blend(b.rearrange(BY_QUARTER), UPPER_QUARTERS)
                .add(a.rearrange(BY_QUARTER).blend(b, UPPER_QUARTERS));
    }

    /**
     * The exponential to about two units in the last place, of what is within 87 of 0, and of 87 or -87 otherwise. The
     * JDK's own has other bits before code is compiled than after. Polynomial of Cephes' {@code expf}.
     */
    static FloatVector exp(FloatVector v) {
        FloatVector x = v.max(-LARGEST_EXPONENT).min(LARGEST_EXPONENT);
        // Adding this rounds to an integer, which then stands in the lowest bits.
        FloatVector shifted = x.mul(LOG2_E).add(ROUNDING);
        FloatVector n = shifted.sub(ROUNDING);
        FloatVector r = n.fma(broadcast(-LN_2_UPPER), x);
        r = n.fma(broadcast(-LN_2_LOWER), r);
        FloatVector p = r.fma(broadcast(1.9875691500e-4f), broadcast(1.3981999507e-3f));
        p = p.fma(r, broadcast(8.3334519073e-3f));
        p = p.fma(r, broadcast(4.1665795894e-2f));
        p = p.fma(r, broadcast(1.6666665459e-1f));
        p = p.fma(r, broadcast(5.0000001201e-1f));
        p = p.fma(r.mul(r), r).add(1);
        IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, MANTISSA_BITS);
        return p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
    }

    private static FloatVector broadcast(float value) {
        return FloatVector.broadcast(FLOATS, value);
    }

    static float floatAt(long address) {
        return ALL.get(ValueLayout.JAVA_FLOAT_UNALIGNED, address);
    }

    static short shortAt(long address) {
        return ALL.get(ValueLayout.JAVA_SHORT_UNALIGNED, address);
    }

    static void put(long address, short value) {
        ALL.set(ValueLayout.JAVA_SHORT_UNALIGNED, address, value);
    }

    static void put(long address, byte value) {
        ALL.set(ValueLayout.JAVA_BYTE, address, value);
    }

    static void put(long address, float value) {
        ALL.set(ValueLayout.JAVA_FLOAT_UNALIGNED, address, value);
    }

    static void copy(long address, float[] to, int at, int count) {
        MemorySegment.copy(ALL, ValueLayout.JAVA_FLOAT_UNALIGNED, address, to, at, count);
    }

    static void copy(float[] from, int index, long address, int count) {
        MemorySegment.copy(from, index, ALL, ValueLayout.JAVA_FLOAT_UNALIGNED, address, count);
    }
}
