package dev.qwen4j.model.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.qwen4j.model.FunctionCall;
import dev.qwen4j.model.chat.ReplyReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a user's handler of a reply as it comes. What the handler throws is told to the handler and changes nothing else;
 * once it has cancelled it is told nothing more.
 */
final class StreamedReply implements ReplyReader.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(StreamedReply.class);

    private final StreamingChatResponseHandler handler;
    private final StreamingHandle handle;
    private final boolean returnThinking;
    private final StringBuilder arguments = new StringBuilder();
    private String id = "";
    private String name = "";
    private boolean called;

    StreamedReply(StreamingChatResponseHandler handler, StreamingHandle handle, boolean returnThinking) {
        this.handler = handler;
        this.handle = handle;
        this.returnThinking = returnThinking;
    }

    @Override
    public void content(String delta) {
        tell(() -> handler.onPartialResponse(new PartialResponse(delta), new PartialResponseContext(handle)));
    }

    @Override
    public void reasoning(String delta) {
        if (returnThinking) {
            tell(() -> handler.onPartialThinking(new PartialThinking(delta), new PartialThinkingContext(handle)));
        }
    }

    @Override
    public void callStarted(int index, String id, String name) {
        this.id = id;
        this.name = name;
        arguments.setLength(0);
    }

    /**
     * An opening brace or white space alone waits for what follows: a part of arguments is never blank, nor is
     * {@code {}} in two.
     */
    @Override
    public void callArguments(int index, String delta) {
        arguments.append(delta);
        String text = arguments.toString().strip();
        if (!text.isEmpty() && !text.equals("{")) {
            flush(index);
        }
    }

    private void flush(int index) {
        PartialToolCall part = PartialToolCall.builder()
                .index(index)
                .id(id)
                .name(name)
                .partialArguments(arguments.toString())
                .build();
        arguments.setLength(0);
        tell(() -> handler.onPartialToolCall(part, new PartialToolCallContext(handle)));
    }

    @Override
    public void callFinished(int index, FunctionCall call) {
        called = true;
        if (!arguments.toString().isBlank()) {
            flush(index);
        }
        tell(() -> handler.onCompleteToolCall(new CompleteToolCall(index, Functions.request(call))));
    }

    @Override
    public void unread(String text) {
        if (!called) {
            content(text);
        }
    }

    void complete(ChatResponse response) {
        tell(() -> handler.onCompleteResponse(response));
    }

    void fail(Throwable error) {
        fail(handler, error);
    }

    static void fail(StreamingChatResponseHandler handler, Throwable error) {
        try {
            handler.onError(error);
        } catch (RuntimeException e) {
            LOG.warn(
                    "onError of {} threw an exception, which is ignored",
                    handler.getClass().getName(),
                    e);
        }
    }

    private void tell(Runnable callback) {
        if (handle.isCancelled()) {
            return;
        }
        try {
            callback.run();
        } catch (RuntimeException e) {
            fail(e);
        }
    }
}
