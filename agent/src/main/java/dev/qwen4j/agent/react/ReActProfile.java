package dev.qwen4j.agent.react;

/** The variants of the ReAct prompt that Qwen's own programs use. They differ in details a model was trained on. */
public enum ReActProfile {
    /** Qwen's {@code openai_api.py}, where the argument format is part of each tool's description. */
    OPENAI_API("APIs", ", ", ""),
    /** Qwen's {@code react_demo.py} for tools that take JSON: as {@link #OPENAI_API}, with the format said for each. */
    REACT_DEMO("APIs", ", ", Texts.JSON),
    /** The tutorial {@code react_prompt.md}. */
    TUTORIAL("tools", ",", Texts.JSON),
    /** The code interpreter benchmark. */
    CODE_INTERPRETER("tools", ", ", Texts.JSON),
    /** {@code ReActChat} of the agent library, which writes the first {@code Thought:} itself. */
    AGENT_LIBRARY("tools", ",", "");

    /** What a new program should use; the embedded demo model was trained on it. */
    public static final ReActProfile DEFAULT = REACT_DEMO;

    private final String noun;
    private final String separator;
    private final String argumentFormat;

    ReActProfile(String noun, String separator, String argumentFormat) {
        this.noun = noun;
        this.separator = separator;
        this.argumentFormat = argumentFormat;
    }

    /** What the first line calls the tools. */
    String noun() {
        return noun;
    }

    /** Stands between the tools' names. */
    String separator() {
        return separator;
    }

    /** Follows each tool's parameters; empty for none. */
    String argumentFormat() {
        return argumentFormat;
    }

    /** What the host writes after an observation, and the model continues. */
    public String opening() {
        return switch (this) {
            case OPENAI_API, REACT_DEMO, CODE_INTERPRETER -> "\nThought:";
            case AGENT_LIBRARY -> "\nThought: ";
            case TUTORIAL -> "";
        };
    }

    /** Whether the host ends the question itself with {@link #opening()}. */
    boolean opensQuestion() {
        return this == AGENT_LIBRARY;
    }

    private static final class Texts {
        static final String JSON = " Format the arguments as a JSON object.";
    }
}
