package dev.qwen4j.service.openai;

import dev.qwen4j.model.FunctionCall;
import dev.qwen4j.model.chat.ReplyReader;
import dev.qwen4j.service.http.EventStream;

/** Sends one choice as chunks, as it comes. */
final class ChatStream implements ReplyReader.Listener {
    private final EventStream events;
    private final ChatReply reply;
    private final int choice;
    private boolean called;

    ChatStream(EventStream events, ChatReply reply, int choice) {
        this.events = events;
        this.reply = reply;
        this.choice = choice;
    }

    @Override
    public void content(String delta) {
        events.send(reply.content(choice, delta).toString());
    }

    @Override
    public void reasoning(String delta) {
        events.send(reply.reasoning(choice, delta).toString());
    }

    @Override
    public void callStarted(int index, String id, String name) {
        events.send(reply.callStarted(choice, index, id, name).toString());
    }

    @Override
    public void callArguments(int index, String delta) {
        events.send(reply.callArguments(choice, index, delta).toString());
    }

    @Override
    public void callFinished(int index, FunctionCall call) {
        called = true;
    }

    @Override
    public void unread(String text) {
        if (!called) {
            content(text);
        }
    }
}
