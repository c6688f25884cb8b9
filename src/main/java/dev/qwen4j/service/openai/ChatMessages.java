package dev.qwen4j.service.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qwen4j.model.Message;
import dev.qwen4j.service.openai.ChatRequest.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the messages of a chat request. */
final class ChatMessages {
    private ChatMessages() {}

    /**
     * The conversation as chat templates want it: all system messages folded into one at the beginning.
     *
     * @throws InvalidRequestException if a message is wrong, or the last one is not the user's
     */
    static List<Message> read(@Nullable List<@Nullable ChatMessage> messages) {
        if (messages == null || messages.isEmpty()) {
            throw InvalidRequestException.invalid("messages", "'messages' must hold at least one message");
        }
        List<String> system = new ArrayList<>();
        List<Message> turns = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            String param = "messages[" + i + "]";
            ChatMessage message = messages.get(i);
            if (message == null || message.role() == null) {
                throw InvalidRequestException.invalid(
                        param, "'" + param + "' must be an object with 'role' and 'content'");
            }
            String content = text(message.content(), param + ".content");
            switch (message.role()) {
                case "system", "developer" -> system.add(content);
                case "user" -> turns.add(Message.user(content));
                case "assistant" -> turns.add(Message.assistant(content));
                case "tool", "function" ->
                    throw InvalidRequestException.unsupported(
                            param + ".role", "messages of role '" + message.role() + "' are not supported");
                default ->
                    throw InvalidRequestException.invalid(
                            param + ".role",
                            "'" + param + ".role' must be system, user or assistant but is '" + message.role() + "'");
            }
        }
        if (turns.isEmpty() || !(turns.getLast() instanceof Message.User)) {
            throw InvalidRequestException.invalid("messages", "the last of 'messages' must be of role user");
        }
        if (!system.isEmpty()) {
            turns.addFirst(Message.system(String.join("\n\n", system)));
        }
        return turns;
    }

    private static String text(@Nullable JsonNode content, String param) {
        if (content != null && content.isTextual()) {
            return content.textValue();
        }
        if (content == null || !content.isArray()) {
            throw InvalidRequestException.invalid(param, "'" + param + "' must be a string or a list of text parts");
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            String type = part.path("type").asText();
            if (!type.equals("text")) {
                throw InvalidRequestException.unsupported(
                        param, "parts of type '" + type + "' are not supported: this model reads text only");
            }
            text.append(part.path("text").asText());
        }
        return text.toString();
    }
}
