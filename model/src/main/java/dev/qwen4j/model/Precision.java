package dev.qwen4j.model;

/** The arithmetic in which the weights are multiplied. */
public enum Precision {
    /** bfloat16 weights and inputs, float32 sums. The default: half the memory of float32 and faster. */
    BF16,
    /** float32 throughout. */
    FP32
}
