package dev.qwen4j.model.langchain4j;

import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.QueueFullException;
import dev.qwen4j.model.chat.ReplyReader;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A model in this JVM as a LangChain4j chat model, for {@code AiServices} and the like. Thread-safe.
 *
 * <pre>{@code ChatModel model = QwenChatModel.builder().modelPath(Path.of("/models/Qwen2.5-0.5B-Instruct")).build();}</pre>
 *
 * <p>A request blocks its thread; interrupting that ends generation before the next token. Every failure is one of
 * LangChain4j's exceptions: {@code InvalidRequestException} for a prompt longer than the context or messages that make no
 * conversation, {@code UnsupportedFeatureException} for content other than text, for penalties on frequency and presence,
 * and for tools where the model has no format for them, {@code ModelNotFoundException}, {@code TimeoutException},
 * {@code RateLimitException} if too many requests wait already, and {@code InternalServerException} for failures of
 * the engine.
 */
public final class QwenChatModel implements ChatModel, AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private final QwenChat chat;
    private final int maxRetries;

    private QwenChatModel(QwenChat chat, int maxRetries) {
        this.chat = chat;
        this.maxRetries = maxRetries;
    }

    /** A chat model over {@code model} as it is, which stays the caller's to close. */
    public static QwenChatModel of(LanguageModel model) {
        return builder().model(model).build();
    }

    /** Builds a chat model over the demo checkpoint, unless told otherwise. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        try {
            Turn turn = chat.requests().read(request);
            Duration pause = FIRST_PAUSE;
            for (int retry = 0; ; retry++, pause = pause.multipliedBy(2)) {
                try {
                    return answer(turn);
                } catch (QueueFullException e) {
                    if (retry == maxRetries) {
                        throw e;
                    }
                    Thread.sleep(pause);
                }
            }
        } catch (InterruptedException | RuntimeException e) {
            throw Failures.translated(e);
        }
    }

    private ChatResponse answer(Turn turn) throws InterruptedException {
        ReplyReader reader = turn.reader(ReplyReader.Listener.NONE);
        Completion completion = turn.generating().run(chat.timeout(), reader::read);
        return turn.response(reader.finish(completion.finishReason()), completion);
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

    /** Builds a {@link QwenChatModel}. */
    public static final class Builder extends QwenChatBuilder<Builder> {
        private int maxRetries;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * How often a request is made again if too many wait for the model already, after 0.1 s and twice as long each
         * time; never by default. What else fails in this JVM would fail again.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder maxRetries(Integer maxRetries) {
            if (maxRetries < 0) {
                throw new IllegalArgumentException("maxRetries must not be negative but is " + maxRetries);
            }
            this.maxRetries = maxRetries;
            return this;
        }

        /**
         * Opens the checkpoint, unless a model was given.
         *
         * @throws dev.qwen4j.model.ModelException if the checkpoint cannot be used
         * @throws LangChain4jException if the default parameters ask for what is not there
         */
        public QwenChatModel build() {
            return new QwenChatModel(chat(), maxRetries);
        }
    }
}
