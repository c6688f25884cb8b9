package dev.qwen4j.model.chat;

import dev.qwen4j.model.FunctionCall;
import dev.qwen4j.model.Message;
import java.util.List;

/**
 * What a model replied.
 *
 * @param content what is said to the user: the answer, or a word before the calls; without markers, may be empty
 * @param reasoning what the model thought before; empty if it did not tell
 * @param calls what the caller is to do; empty if {@code content} is the answer
 * @param unread what began like a call but is none, cut off or without a name; empty if there is no such text
 */
public record Reply(String content, String reasoning, List<FunctionCall> calls, String unread) {
    public Reply {
        calls = List.copyOf(calls);
    }

    /** The message by which the conversation goes on. */
    public Message.Assistant message() {
        return new Message.Assistant(content, reasoning, calls);
    }
}
