package dev.qwen4j.model.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.TokenCountEstimator;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.Message;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.chat.Conversation;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts tokens with a model's own tokenizer and template, for example for LangChain4j's {@code TokenWindowChatMemory}.
 * Exact for text, and for messages that make a conversation without tools. Thread-safe.
 */
public final class QwenTokenCountEstimator implements TokenCountEstimator {
    /** Of a turn around its content, in every template of Qwen: start, role, line break, end, line break. */
    private static final int FRAME = 5;

    private final LanguageModel model;
    private final Messages messages = new Messages(true);

    /** @param model whose tokens are counted; stays the caller's to close */
    public QwenTokenCountEstimator(LanguageModel model) {
        this.model = model;
    }

    @Override
    public int estimateTokenCountInText(String text) {
        return model.countTokens(Prompt.of(text));
    }

    /**
     * The tokens by which a prompt grows with this message.
     *
     * @throws UnsupportedFeatureException if the message holds more than text
     */
    @Override
    public int estimateTokenCountInMessage(ChatMessage message) {
        return tokens(messages.read(message));
    }

    private int tokens(Message message) {
        StringBuilder text = new StringBuilder(message.content());
        if (message instanceof Message.Assistant assistant) {
            assistant.calls().forEach(call -> text.append(call.name()).append(call.arguments()));
        }
        return FRAME + model.countTokens(Prompt.of(text.toString()));
    }

    /**
     * The tokens of the prompt that a request with these messages becomes: with the system message that the template adds
     * if there is none, and with the opening of the reply. Messages that make no conversation are counted one by one.
     *
     * @throws UnsupportedFeatureException if a message holds more than text
     */
    @Override
    public int estimateTokenCountInMessages(Iterable<ChatMessage> messages) {
        List<Message> all = new ArrayList<>();
        messages.forEach(message -> all.add(this.messages.read(message)));
        try {
            return all.isEmpty() ? 0 : model.countTokens(model.functionFormat().render(Conversation.of(all)));
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            return all.stream().mapToInt(this::tokens).sum();
        }
    }
}
