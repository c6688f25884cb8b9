package dev.qwen4j.agent.langchain4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageDeserializer;
import dev.langchain4j.data.message.ChatMessageSerializer;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.qwen4j.model.FunctionCall;
import dev.qwen4j.model.Message;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.chat.Conversation;
import dev.qwen4j.model.chat.FunctionFormat;
import dev.qwen4j.model.chat.FunctionSpec;
import dev.qwen4j.model.chat.HermesDialect;
import dev.qwen4j.model.chat.HermesFormat;
import dev.qwen4j.model.chat.ReplyReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A conversation as the JSON of a request, and a reply as text in Hermes's form, which is the one way to write it down.
 */
final class ChatFormat implements FunctionFormat {
    private static final JsonMapper JSON = new JsonMapper();

    private final HermesFormat replies = new HermesFormat(HermesDialect.QWEN3, Set.of());

    @Override
    public Prompt render(Conversation conversation) {
        List<ChatMessage> messages =
                conversation.messages().stream().map(ChatFormat::message).toList();
        try {
            ObjectNode json = JSON.createObjectNode();
            json.set("messages", JSON.readTree(ChatMessageSerializer.messagesToJson(messages)));
            json.putArray("tools");
            for (FunctionSpec function : conversation.offered()) {
                ObjectNode tool = json.withArray("tools").addObject().put("name", function.name());
                tool.put("description", function.description()).set("parameters", function.parameters());
            }
            return Prompt.of(json.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message cannot be written as JSON", e);
        }
    }

    private static ChatMessage message(Message message) {
        return switch (message) {
            case Message.System system -> SystemMessage.from(system.content());
            case Message.User user -> UserMessage.from(user.content());
            case Message.Assistant assistant -> {
                List<ToolExecutionRequest> calls = new ArrayList<>();
                for (FunctionCall call : assistant.calls()) {
                    calls.add(ToolExecutionRequest.builder()
                            .id(call.id())
                            .name(call.name())
                            .arguments(call.arguments())
                            .build());
                }
                AiMessage.Builder reply = AiMessage.builder().toolExecutionRequests(calls);
                yield (assistant.content().isEmpty() && !calls.isEmpty() ? reply : reply.text(assistant.content()))
                        .build();
            }
            case Message.FunctionResult result ->
                ToolExecutionResultMessage.from(result.callId(), result.name(), result.content());
        };
    }

    /** The request that {@link #render} wrote. */
    static ChatRequest.Builder request(Prompt prompt) {
        try {
            JsonNode json = JSON.readTree(prompt.display());
            List<ToolSpecification> tools = new ArrayList<>();
            json.path("tools").forEach(tool -> tools.add(ToolSpecification.fromJson(tool.toString())));
            ChatRequest.Builder request = ChatRequest.builder()
                    .messages(ChatMessageDeserializer.messagesFromJson(
                            json.path("messages").toString()));
            return tools.isEmpty() ? request : request.toolSpecifications(tools);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the prompt was not made for a chat model of LangChain4j", e);
        }
    }

    /** The reply as it is written down. */
    static String text(AiMessage reply) {
        StringBuilder text = new StringBuilder();
        if (reply.thinking() != null && !reply.thinking().isBlank()) {
            text.append("<think>\n").append(reply.thinking().strip()).append("\n</think>\n\n");
        }
        text.append(reply.text() == null ? "" : reply.text());
        for (ToolExecutionRequest call : reply.toolExecutionRequests()) {
            text.append(text.isEmpty() ? "" : "\n").append("<tool_call>\n");
            text.append("{\"name\": ").append(TextNode.valueOf(call.name()));
            text.append(", \"arguments\": ").append(arguments(call)).append("}\n</tool_call>");
        }
        return text.toString();
    }

    /** What is no JSON is passed on as a string, for the tool's reader to make something of. */
    private static JsonNode arguments(ToolExecutionRequest call) {
        String arguments = call.arguments() == null || call.arguments().isBlank() ? "{}" : call.arguments();
        try {
            return JSON.readTree(arguments);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(arguments);
        }
    }

    @Override
    public List<String> stopWords(Conversation conversation) {
        return List.of();
    }

    @Override
    public ReplyReader reader(Conversation conversation, ReplyReader.Listener listener) {
        return replies.reader(conversation, listener);
    }
}
