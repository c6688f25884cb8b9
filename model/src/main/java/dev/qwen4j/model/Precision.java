package dev.qwen4j.model;

/**
 * The form in which the weights of linear layers are kept and multiplied. Activations and sums are float32 in each.
 * Quantized forms are made from the checkpoint's weights when it is loaded, and kept in a file for the next time.
 * Matrices that GPTQ quantized stay as they are, except with {@link #BF16} and {@link #FP32}, which unpack them.
 */
public enum Precision {
    /**
     * {@link #BF16} on a CPU that has instructions for it, and of checkpoints that are stored in it where our own kernels
     * decode ({@link Decode}); otherwise {@link #FP32}.
     */
    AUTO,
    /** bfloat16 weights: half the memory of float32, and half the time for a token. */
    BF16,
    /** float32 weights. */
    FP32,
    /** 8 bits for each weight, with a scale for each output. */
    INT8,
    /** 4 bits for each weight, with a scale and an offset for each 128 inputs; the output head has 8 bits. */
    INT4,
    /** 4 bits for each weight in the NF4 code of QLoRA; the output head has 8 bits. Small, but slow. */
    NF4
}
