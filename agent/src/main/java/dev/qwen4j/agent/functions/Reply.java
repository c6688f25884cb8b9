package dev.qwen4j.agent.functions;

import java.util.List;

/**
 * What the model answers to a request.
 *
 * @param content the answer, or the thought before a call; without markers, may be empty
 * @param calls what the client is to do; empty if {@code content} is the answer
 */
public record Reply(String content, List<FunctionCall> calls) {
    public Reply {
        calls = List.copyOf(calls);
    }
}
