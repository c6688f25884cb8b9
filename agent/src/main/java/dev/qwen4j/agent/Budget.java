package dev.qwen4j.agent;

/** What a run may use up. */
public enum Budget {
    STEPS,
    TOKENS,
    TIME,
    /** The time that calls of one tool may take together. */
    TOOL_TIME,
    /** The bytes that observations of one tool may have together. */
    TOOL_BYTES,
    /** How often the same call may be asked for. */
    SAME_CALL
}
