package dev.qwen4j.model;

/** The arithmetic in which the weights are multiplied. Activations, sums and the KV cache are float32 in each. */
public enum Precision {
    /** {@link #BF16} on a CPU that has instructions for it, otherwise {@link #FP32}. */
    AUTO,
    /** bfloat16 weights: half the memory of float32, and faster, where the CPU has instructions for it. */
    BF16,
    /** float32 weights. */
    FP32
}
