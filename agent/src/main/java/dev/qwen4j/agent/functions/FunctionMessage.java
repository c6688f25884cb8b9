package dev.qwen4j.agent.functions;

import java.util.List;

/** A message of a conversation with function calls, by OpenAI's roles. */
public sealed interface FunctionMessage {
    /** What was said; empty for none. */
    String content();

    record System(String content) implements FunctionMessage {}

    record User(String content) implements FunctionMessage {}

    /** @param calls what the assistant asked for; empty if {@code content} is its answer */
    record Assistant(String content, List<FunctionCall> calls) implements FunctionMessage {
        public Assistant {
            calls = List.copyOf(calls);
        }
    }

    /**
     * What a call gave.
     *
     * @param callId of the call; may be empty
     */
    record Result(String callId, String content) implements FunctionMessage {}
}
