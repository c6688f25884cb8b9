package dev.qwen4j.model.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.qwen4j.model.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * LangChain4j's messages as ours.
 *
 * @param sendThinking whether thoughts of earlier replies go back to the model
 */
record Messages(boolean sendThinking) {
    /** @throws UnsupportedFeatureException if a message holds more than text and calls */
    List<Message> read(List<ChatMessage> messages) {
        return messages.stream().map(this::read).toList();
    }

    /** @throws UnsupportedFeatureException if the message holds more than text and calls */
    Message read(ChatMessage message) {
        return switch (message) {
            case SystemMessage system -> Message.system(system.text());
            case UserMessage user -> Message.user(text(user.contents(), "content"));
            case AiMessage ai ->
                new Message.Assistant(
                        ai.text() == null ? "" : ai.text(),
                        !sendThinking || ai.thinking() == null ? "" : ai.thinking(),
                        ai.toolExecutionRequests().stream().map(Functions::read).toList());
            case ToolExecutionResultMessage result ->
                new Message.FunctionResult(
                        result.id() == null ? "" : result.id(),
                        result.toolName() == null ? "" : result.toolName(),
                        text(result.contents(), "non-text content in the result of a tool,"));
            default ->
                throw new UnsupportedFeatureException("messages of type " + message.type() + " are not supported");
        };
    }

    private static String text(List<Content> contents, String what) {
        List<String> texts = new ArrayList<>();
        for (Content content : contents) {
            if (!(content instanceof TextContent text)) {
                String type = content.type().name().toLowerCase(Locale.ROOT);
                throw new UnsupportedFeatureException(
                        what + " of type " + type + " is not supported: this model reads text only");
            }
            texts.add(text.text());
        }
        return String.join("\n", texts);
    }
}
