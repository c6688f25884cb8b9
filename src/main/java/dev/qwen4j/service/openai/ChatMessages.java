package dev.qwen4j.service.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qwen4j.model.FunctionCall;
import dev.qwen4j.model.Message;
import dev.qwen4j.service.openai.ChatRequest.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the messages of a chat request, one after the other. */
final class ChatMessages {
    private final boolean old;
    private final List<String> system = new ArrayList<>();
    private final List<Message> turns = new ArrayList<>();

    private ChatMessages(boolean old) {
        this.old = old;
    }

    /**
     * The conversation as chat templates want it: all system messages folded into one at the beginning, and messages that
     * one role sent one after the other joined.
     *
     * @param old whether the rules are those of Qwen's own server for {@code functions}: only the first message may be a
     *     system message, a user does not speak twice in a row, and an assistant's last message is continued
     * @param param what the request calls the messages
     * @throws InvalidRequestException if a message is wrong, or nothing is asked
     */
    static List<Message> read(@Nullable List<@Nullable ChatMessage> messages, boolean old, String param) {
        if (messages == null || messages.isEmpty()) {
            throw InvalidRequestException.invalid(param, "'" + param + "' must hold at least one message");
        }
        ChatMessages read = new ChatMessages(old);
        for (int i = 0; i < messages.size(); i++) {
            read.add(messages.get(i), param + "[" + i + "]");
        }
        return read.all(param);
    }

    private List<Message> all(String param) {
        if (turns.stream().noneMatch(Message.User.class::isInstance)) {
            throw InvalidRequestException.invalid(param, "'" + param + "' must hold at least one of role user");
        }
        if (!old && turns.getLast() instanceof Message.Assistant) {
            throw InvalidRequestException.invalid(param, "the last of '" + param + "' must be of role user or tool");
        }
        if (!system.isEmpty()) {
            turns.addFirst(Message.system(String.join("\n\n", system)));
        }
        return turns;
    }

    private void add(@Nullable ChatMessage message, String param) {
        if (message == null || message.role() == null) {
            throw InvalidRequestException.invalid(param, "'" + param + "' must be an object with 'role' and 'content'");
        }
        switch (message.role()) {
            case "system", "developer" -> {
                Sampling.require(
                        !old || (system.isEmpty() && turns.isEmpty()),
                        param + ".role",
                        "user, assistant or function after the first message",
                        message.role());
                system.add(text(message.content(), param + ".content"));
            }
            case "user" -> user(text(message.content(), param + ".content"));
            case "assistant" -> assistant(assistant(message, param));
            case "tool", "function" -> result(message, param);
            default ->
                throw InvalidRequestException.invalid(
                        param + ".role",
                        "'" + param + ".role' must be system, developer, user, assistant or tool but is '"
                                + message.role() + "'");
        }
    }

    private void user(String content) {
        if (!old && !turns.isEmpty() && turns.getLast() instanceof Message.User earlier) {
            turns.removeLast();
            turns.add(Message.user(earlier.content() + "\n\n" + content));
        } else {
            turns.add(Message.user(content));
        }
    }

    private void assistant(Message.Assistant said) {
        if (!old && !turns.isEmpty() && turns.getLast() instanceof Message.Assistant earlier) {
            turns.removeLast();
            List<FunctionCall> calls = new ArrayList<>(earlier.calls());
            calls.addAll(said.calls());
            turns.add(new Message.Assistant(
                    joined(earlier.content(), said.content()), joined(earlier.reasoning(), said.reasoning()), calls));
        } else {
            turns.add(said);
        }
    }

    private static String joined(String one, String other) {
        return one.isEmpty() || other.isEmpty() ? one + other : one + "\n\n" + other;
    }

    private static Message.Assistant assistant(ChatMessage message, String param) {
        List<FunctionCall> calls = new ArrayList<>();
        if (message.toolCalls() != null) {
            for (int i = 0; i < message.toolCalls().size(); i++) {
                ChatRequest.ToolCall call = message.toolCalls().get(i);
                String place = param + ".tool_calls[" + i + "]";
                calls.add(call(call == null ? null : call.function(), place, call == null ? "" : orEmpty(call.id())));
            }
        }
        if (message.functionCall() != null) {
            calls.add(call(message.functionCall(), param + ".function_call", ""));
        }
        boolean silent = !calls.isEmpty() && !Unsupported.isGiven(message.content());
        return new Message.Assistant(
                silent ? "" : text(message.content(), param + ".content"), orEmpty(message.reasoningContent()), calls);
    }

    private static FunctionCall call(ChatRequest.@Nullable Called called, String param, String id) {
        if (called == null || called.name() == null || called.name().isEmpty()) {
            throw InvalidRequestException.invalid(param, "'" + param + "' must name a function");
        }
        return new FunctionCall(id, called.name(), Objects.requireNonNullElse(called.arguments(), "{}"));
    }

    /** A result has to follow its call, or another result of the same message. */
    private void result(ChatMessage message, String param) {
        String id = orEmpty(message.toolCallId());
        int asked = turns.size() - 1;
        while (asked >= 0 && turns.get(asked) instanceof Message.FunctionResult) {
            asked--;
        }
        List<FunctionCall> calls =
                asked >= 0 && turns.get(asked) instanceof Message.Assistant said ? said.calls() : List.of();
        boolean answers = old && asked >= 0 && turns.get(asked) instanceof Message.Assistant
                || calls.stream().anyMatch(call -> id.isEmpty() || call.id().equals(id));
        if (!answers) {
            throw InvalidRequestException.invalid(
                    id.isEmpty() ? param + ".role" : param + ".tool_call_id",
                    "'" + param + "' must follow an assistant's message with the call it is the result of");
        }
        turns.add(new Message.FunctionResult(id, orEmpty(message.name()), text(message.content(), param + ".content")));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** A string, or the texts of a list of parts, whatever the API calls their type. */
    static String text(@Nullable JsonNode content, String param) {
        if (content != null && content.isTextual()) {
            return content.textValue();
        }
        if (content == null || !content.isArray()) {
            throw InvalidRequestException.invalid(param, "'" + param + "' must be a string or a list of text parts");
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            String type = part.path("type").asText();
            switch (type) {
                case "text", "input_text", "output_text" ->
                    text.append(part.path("text").asText());
                default ->
                    throw InvalidRequestException.unsupported(
                            param, "parts of type '" + type + "' are not supported: this model reads text only");
            }
        }
        return text.toString();
    }
}
