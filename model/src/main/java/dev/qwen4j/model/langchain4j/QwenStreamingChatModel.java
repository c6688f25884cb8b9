package dev.qwen4j.model.langchain4j;

import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.chat.Reply;
import dev.qwen4j.model.chat.ReplyReader;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * The same as {@link QwenChatModel}, told as it comes. Thread-safe.
 *
 * <p>Each request has a virtual thread of its own, on which all its callbacks run, one after the other; a handler may
 * take its time, only its own request waits. A request for what is not supported throws at once, every other failure goes
 * to {@code onError}. The handle's {@code cancel} ends generation before the next token, and nothing is told after it.
 */
public final class QwenStreamingChatModel implements StreamingChatModel, AutoCloseable {
    private final QwenChat chat;

    private QwenStreamingChatModel(QwenChat chat) {
        this.chat = chat;
    }

    /** A chat model over {@code model} as it is, which stays the caller's to close. */
    public static QwenStreamingChatModel of(LanguageModel model) {
        return builder().model(model).build();
    }

    /** Builds a chat model over the demo checkpoint, unless told otherwise. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        Runnable work;
        try {
            Turn turn = chat.requests().read(request);
            Generating generating = turn.generating();
            StreamedReply streamed = new StreamedReply(handler, new Handle(generating), turn.returnThinking());
            work = () -> stream(turn, generating, streamed);
        } catch (RuntimeException e) {
            LangChain4jException failure = Failures.translated(e);
            if (failure instanceof UnsupportedFeatureException) {
                throw failure;
            }
            work = () -> StreamedReply.fail(handler, failure);
        }
        Thread.ofVirtual().name("qwen4j-streaming").start(work);
    }

    private void stream(Turn turn, Generating generating, StreamedReply streamed) {
        try {
            ReplyReader reader = turn.reader(streamed);
            Completion completion = generating.run(chat.timeout(), reader::read);
            Reply reply = reader.finish(completion.finishReason());
            streamed.complete(turn.response(reply, completion));
        } catch (CancellationException e) {
            // Whoever cancelled knows.
        } catch (InterruptedException | RuntimeException e) {
            streamed.fail(Failures.translated(e));
        }
    }

    private record Handle(Generating generating) implements StreamingHandle {
        @Override
        public void cancel() {
            generating.cancel();
        }

        @Override
        public boolean isCancelled() {
            return generating.isCancelled();
        }
    }

    @Override
    public QwenChatRequestParameters defaultRequestParameters() {
        return chat.defaults();
    }

    @Override
    public List<ChatModelListener> listeners() {
        return chat.listeners();
    }

    @Override
    public Set<Capability> supportedCapabilities() {
        return QwenChat.CAPABILITIES;
    }

    /** Closes the model if it was opened by the builder; one that was opened elsewhere stays open. */
    @Override
    public void close() {
        chat.close();
    }

    /** Builds a {@link QwenStreamingChatModel}. */
    public static final class Builder extends QwenChatBuilder<Builder> {
        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * Opens the checkpoint, unless a model was given.
         *
         * @throws dev.qwen4j.model.ModelException if the checkpoint cannot be used
         * @throws LangChain4jException if the default parameters ask for what is not there
         */
        public QwenStreamingChatModel build() {
            return new QwenStreamingChatModel(chat());
        }
    }
}
