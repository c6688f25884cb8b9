package dev.qwen4j.service.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.FunctionCall;
import dev.qwen4j.model.chat.ReplyReader;
import dev.qwen4j.service.http.EventStream;

/** Sends one choice as chunks, as it comes. */
final class ChatStream implements ReplyReader.Listener {
    private final EventStream events;
    private final ChatReply reply;
    private final int choice;
    private final ScoredTokens tokens;
    private boolean called;

    ChatStream(EventStream events, ChatReply reply, int choice, ScoredTokens tokens) {
        this.events = events;
        this.reply = reply;
        this.choice = choice;
        this.tokens = tokens;
    }

    /** Sends a chunk with the tokens that came since the last one. */
    private void send(ObjectNode chunk) {
        tokens.addTo((ObjectNode) chunk.path("choices").path(0));
        events.send(chunk.toString());
    }

    /** Sends how it ended. */
    void finish(Answer answer) {
        send(reply.finish(choice, answer));
    }

    @Override
    public void content(String delta) {
        send(reply.content(choice, delta));
    }

    @Override
    public void reasoning(String delta) {
        send(reply.reasoning(choice, delta));
    }

    @Override
    public void callStarted(int index, String id, String name) {
        send(reply.callStarted(choice, index, id, name));
    }

    @Override
    public void callArguments(int index, String delta) {
        send(reply.callArguments(choice, index, delta));
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
