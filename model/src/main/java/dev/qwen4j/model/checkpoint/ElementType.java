package dev.qwen4j.model.checkpoint;

/** The element types of a safetensors file, spelt as there. */
public enum ElementType {
    BOOL(1),
    U8(1),
    I8(1),
    U16(2),
    I16(2),
    F16(2),
    BF16(2),
    U32(4),
    I32(4),
    F32(4),
    U64(8),
    I64(8),
    F64(8);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** Whether weights can be stored in it: {@link #BF16}, {@link #F16} or {@link #F32}. */
    boolean isWeight() {
        return this == BF16 || this == F16 || this == F32;
    }

    /** Size of one element in bytes. */
    public int bytes() {
        return bytes;
    }
}
