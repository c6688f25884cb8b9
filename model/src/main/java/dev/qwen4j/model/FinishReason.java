package dev.qwen4j.model;

/** Why a completion ended. */
public enum FinishReason {
    /** The model wrote an end token such as {@code <|im_end|>}. */
    END_OF_TEXT,
    /** One of the caller's stop words occurred. */
    STOP_WORD,
    /** The limit on new tokens, or the context, was reached: the text may be cut anywhere. */
    LENGTH
}
