package dev.qwen4j.tools;

import java.util.Locale;

/**
 * A fault in what a model wrote that was put right without guessing. Each one is told in the trace and counted; in strict
 * mode it makes the model try again.
 */
public enum Repair {
    /** A marker in another spelling than Qwen's: letter case, decoration, number, full-width colon, Chinese. */
    MARKER_SPELLING,
    /** The whole step stood on one line. */
    ONE_LINE,
    /** The step stood in a code fence. */
    OUTER_FENCE,
    /** What followed an observation of the model's own invention was cut. */
    FORGED_OBSERVATION,
    /** What followed the first action was left out. */
    TEXT_AFTER_ACTION,
    /** An action that says that there is none. */
    NULL_ACTION,
    /** The beginning of a stop word at the end was removed. */
    PARTIAL_STOP_WORD,
    /** Text without markers was taken for the answer. */
    UNMARKED_ANSWER,
    /** A thought that takes no action was taken for the answer. */
    THOUGHT_AS_ANSWER,
    /** An answer in the form of an action, as some formats have it. */
    ANSWER_AS_ACTION,
    /** A call in the form of Hermes, {@code <tool_call>}. */
    HERMES_CALL,
    /** A call in the form of Qwen's own function calling, {@code ✿FUNCTION✿}. */
    QWEN_CALL,
    /** A call as a JSON object that names the tool. */
    JSON_CALL,
    /** The tool's name in other letter case or decorated. */
    TOOL_NAME,
    /** The tool called by what people call it. */
    HUMAN_NAME,
    /** An action without a line for its input. */
    MISSING_INPUT,
    /** A word for nothing where an object was due. */
    NULL_INPUT,
    /** Plain text for a tool with one parameter, a string. */
    BARE_TEXT,
    /** Code blocks for a tool with one parameter, a string. */
    FENCED_TEXT,
    /** Arguments in a code block. */
    FENCE,
    /** Text before or after the arguments. */
    PROSE,
    /** Comments, names and strings without double quotes, trailing commas and the like, as in JSON5. */
    JSON5,
    /** {@code True}, {@code None}, tuples and the like, as in Python. */
    PYTHON_LITERAL,
    /** Full-width or typographic punctuation outside strings. */
    PUNCTUATION,
    /** A line break, a tab or another control character inside a string. */
    RAW_LINE_BREAK,
    /** A backslash before a character that needs none. */
    BAD_ESCAPE,
    /** A quote inside a string without a backslash. */
    STRAY_QUOTE,
    /** Brackets or a quote missing at the end. */
    MISSING_CLOSER,
    /** An object inside an object, a list or a string for no reason. */
    WRAPPING,
    /** Zero-width characters, no-break spaces or a byte-order mark around the arguments. */
    INVISIBLE_CHARACTER,
    /** A value in another type that says the same, as {@code "5"} for 5. */
    COERCED_VALUE,
    /** A property's name in another spelling. */
    PROPERTY_NAME,
    /** {@code null} for a property that may be left out. */
    NULL_PROPERTY;

    /** Its name in traces and metrics, for example {@code missing_closer}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
