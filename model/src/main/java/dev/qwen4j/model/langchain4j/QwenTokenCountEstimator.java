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
 * Exact for text, and for messages that make a conversation, calls and results of tools included where the model has a
 * format of its own for them; the descriptions of tools are no messages and not counted. Thread-safe.
 */
public final class QwenTokenCountEstimator implements TokenCountEstimator {
    /** Of a turn around its content, in every template of Qwen: start, role, line break, end, line break. */
    private static final int FRAME = 5;

    private static final Message QUESTION = Message.user("?");
    private static final Message RESULT = new Message.FunctionResult("", "", "?");

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
     * The tokens by which a prompt grows with this message. Results of the same reply share a turn, which is counted for
     * each of them.
     *
     * @throws UnsupportedFeatureException if the message holds more than text
     */
    @Override
    public int estimateTokenCountInMessage(ChatMessage message) {
        return tokens(messages.read(message));
    }

    private int tokens(Message message) {
        try {
            return switch (message) {
                case Message.Assistant called when !called.calls().isEmpty() -> between(QUESTION, called, RESULT);
                case Message.FunctionResult result -> between(QUESTION, result, QUESTION);
                default -> framed(message.content());
            };
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            StringBuilder text = new StringBuilder(message.content());
            if (message instanceof Message.Assistant assistant) {
                assistant.calls().forEach(call -> text.append(call.name()).append(call.arguments()));
            }
            return framed(text.toString());
        }
    }

    private int framed(String content) {
        return FRAME + model.countTokens(Prompt.of(content));
    }

    /** What a message adds where it stands, in the format of the model. */
    private int between(Message before, Message message, Message after) {
        return prompt(List.of(before, message, after)) - prompt(List.of(before, after));
    }

    private int prompt(List<Message> messages) {
        return model.countTokens(model.functionFormat().render(Conversation.of(messages)));
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
            return all.isEmpty() ? 0 : prompt(all);
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            return all.stream().mapToInt(this::tokens).sum();
        }
    }
}
