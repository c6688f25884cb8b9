package dev.qwen4j.model;

/**
 * What reads the tokens of an answer, and other passes of a few tokens. Prompts are read by PyTorch, except where {@link
 * Batching#deterministic} has them read a few tokens at a time.
 */
public enum Decode {
    /** {@link #VECTOR} where it is there and quicker, otherwise {@link #PYTORCH}. */
    AUTO,
    /** Our own kernels, which need the JVM's option {@code --add-modules jdk.incubator.vector} and Java 22 or newer. */
    VECTOR,
    /** PyTorch's kernels. */
    PYTORCH
}
