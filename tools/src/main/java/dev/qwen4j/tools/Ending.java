package dev.qwen4j.tools;

/** What is known of the end of the text in which a model wrote a tool's arguments. */
public enum Ending {
    /** The model stopped by itself or at a stop word: what it wrote is whole, but for brackets it may have forgotten. */
    STOPPED,
    /** Something else follows the arguments, in a text that was cut off later: whole, and nothing is added to it. */
    FOLLOWED,
    /** The text was cut off: only what is closed is whole. */
    CUT
}
