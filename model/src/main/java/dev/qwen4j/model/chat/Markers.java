package dev.qwen4j.model.chat;

import java.util.List;

/** What frames calls, results and thoughts. Newer vocabularies have a token for each. */
final class Markers {
    static final String CALL = "<tool_call>";
    static final String CALL_END = "</tool_call>";
    static final String RESULT = "<tool_response>";
    static final String RESULT_END = "</tool_response>";
    static final String THINK = "<think>";
    static final String THINK_END = "</think>";

    static final List<String> ALL = List.of(CALL, CALL_END, RESULT, RESULT_END, THINK, THINK_END);

    private Markers() {}
}
