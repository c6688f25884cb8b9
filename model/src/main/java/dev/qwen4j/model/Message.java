package dev.qwen4j.model;

import java.util.List;

/** One message of a conversation, as plain text without control tokens. */
public sealed interface Message {
    /** What was said; empty for nothing. */
    String content();

    /** Instructions that stand above the conversation. */
    record System(String content) implements Message {}

    /** What a person, or the program in a person's place, says. */
    record User(String content) implements Message {}

    /**
     * What the model said.
     *
     * @param reasoning what it thought before; empty for nothing. Whether it is shown the thought again is its format's
     *     to decide
     * @param calls the functions it asked for; empty if {@code content} is its answer
     */
    record Assistant(String content, String reasoning, List<FunctionCall> calls) implements Message {
        public Assistant {
            calls = List.copyOf(calls);
        }
    }

    /**
     * What a call gave.
     *
     * @param callId of the {@link FunctionCall}; may be empty, results then belong to calls in order
     * @param name of the function; may be empty
     */
    record FunctionResult(String callId, String name, String content) implements Message {}

    /** Instructions that stand above the conversation. */
    static Message system(String content) {
        return new System(content);
    }

    /** What a person says. */
    static Message user(String content) {
        return new User(content);
    }

    /** What the model answered, without a call. */
    static Message assistant(String content) {
        return new Assistant(content, "", List.of());
    }
}
