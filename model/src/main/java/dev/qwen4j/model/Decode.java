package dev.qwen4j.model;

/** What reads the tokens of an answer, and other passes of a few tokens; prompts are always read by PyTorch. */
public enum Decode {
    /** {@link #VECTOR} where it is there and quicker, otherwise {@link #PYTORCH}. */
    AUTO,
    /** Our own kernels, which need the JVM's option {@code --add-modules jdk.incubator.vector} and Java 22 or newer. */
    VECTOR,
    /** PyTorch's kernels. */
    PYTORCH
}
