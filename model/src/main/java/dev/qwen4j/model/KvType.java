package dev.qwen4j.model;

/** The form in which the keys and values of a sequence are kept. */
public enum KvType {
    /** Four bytes for each number. */
    FP32,
    /** Two bytes for each number, rounded to eight bits of mantissa: half the memory, half the time to read it. */
    BF16,
    /**
     * One byte for each number and four for the scale of each token and head: about a quarter of the memory. Numbers are
     * rounded to one of 255 steps up to the greatest of their token and head.
     */
    INT8
}
