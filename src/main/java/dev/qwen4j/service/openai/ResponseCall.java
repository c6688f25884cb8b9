package dev.qwen4j.service.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.Message;
import dev.qwen4j.model.PromptTooLongException;
import dev.qwen4j.model.chat.Conversation;
import dev.qwen4j.model.chat.JsonAnswer;
import dev.qwen4j.service.openai.ChatRequest.Called;
import dev.qwen4j.service.openai.ChatRequest.ChatMessage;
import dev.qwen4j.service.openai.ChatRequest.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request of the responses API asks of the model, checked.
 *
 * @param topLogprobs how many alternatives to name for each token; null to tell nothing of tokens
 */
record ResponseCall(ModelCall model, @Nullable Integer topLogprobs, boolean stream) {
    private static final String NOTHING_KEPT = "nothing is kept of a response: send the whole conversation as 'input'";

    /**
     * @throws InvalidRequestException if the request is wrong, or asks for something that is not supported
     * @throws PromptTooLongException if the input does not fit into the model's context
     */
    static ResponseCall of(ResponseRequest request, LanguageModel model) {
        refuseUnsupported(request);
        InvalidRequestException.requireModel(request.model(), model);
        Integer topLogprobs = topLogprobs(request);
        ScoredTokens.require(
                topLogprobs,
                ChatCall.MAX_TOP_LOGPROBS,
                request.topLogprobs() == null ? "include" : "top_logprobs",
                model);
        Functions functions = Functions.of(request.tools(), request.toolChoice(), request.parallelToolCalls());
        Optional<JsonAnswer> answer =
                AnswerFormat.read(request.text() == null ? null : request.text().format(), "", "text.format");
        List<Message> messages = messages(request);
        if (answer.isPresent()) {
            messages = answer.get().instruct(messages, !functions.specs().isEmpty());
        }
        String effort = request.reasoning() == null ? null : request.reasoning().effort();
        Conversation conversation = Conversation.of(messages)
                .withFunctions(functions.specs(), functions.choice())
                .withThinking(ReasoningEffort.isThinking(effort, "reasoning.effort"));
        Sampling sampling = new Sampling(
                request.temperature(),
                request.topP(),
                request.topK(),
                request.repetitionPenalty(),
                request.seed(),
                null);
        boolean copies = answer.isPresent() || !conversation.offered().isEmpty();
        GenerationConfig config = Sampling.bounded(
                sampling.over(model.defaults(), copies), request.maxOutputTokens(), "max_output_tokens");
        ModelCall call = ModelCall.of(
                model,
                conversation,
                answer,
                config,
                functions.profile(),
                new ModelCall.Parameters("input", "tools", "text.format"));
        return new ResponseCall(call, topLogprobs, Boolean.TRUE.equals(request.stream()));
    }

    private static void refuseUnsupported(ResponseRequest request) {
        Unsupported.refuse(request.previousResponseId(), "previous_response_id", NOTHING_KEPT);
        Unsupported.refuse(request.conversation(), "conversation", NOTHING_KEPT);
        Unsupported.refuse(Boolean.TRUE.equals(request.store()), "store", NOTHING_KEPT);
        Unsupported.refuse(Boolean.TRUE.equals(request.background()), "background", "use 'stream'");
        Unsupported.refuse(request.prompt(), "prompt", "write it as 'instructions' and 'input'");
        Unsupported.refuse(
                request.truncation() != null && !request.truncation().equals("disabled"),
                "truncation",
                "an input that is too long is an error");
        Unsupported.refuse(request.maxToolCalls() != null, "max_tool_calls", "it is about tools that a server runs");
    }

    /** They are told to whom includes them, and to whom asks for alternatives. */
    private static @Nullable Integer topLogprobs(ResponseRequest request) {
        boolean included = false;
        JsonNode include = request.include();
        if (include != null && Unsupported.isGiven(include)) {
            for (JsonNode each : include.isArray() ? include : List.of(include)) {
                Unsupported.refuse(
                        !each.asText().equals("message.output_text.logprobs"),
                        "include",
                        "but for message.output_text.logprobs");
                included = true;
            }
        }
        Integer top = request.topLogprobs();
        if (top == null) {
            return included ? Integer.valueOf(0) : ScoredTokens.NOT_ASKED;
        }
        return included || top != 0 ? top : ScoredTokens.NOT_ASKED;
    }

    private static List<Message> messages(ResponseRequest request) {
        List<Message> messages = new ArrayList<>(ChatMessages.read(items(request.input()), false, "input"));
        String instructions = request.instructions();
        if (instructions != null && !instructions.isEmpty()) {
            if (messages.getFirst() instanceof Message.System system) {
                messages.set(0, Message.system(instructions + "\n\n" + system.content()));
            } else {
                messages.addFirst(Message.system(instructions));
            }
        }
        return messages;
    }

    /** One message for each item, so that their numbers stay the same. */
    private static List<@Nullable ChatMessage> items(@Nullable JsonNode input) {
        List<@Nullable ChatMessage> messages = new ArrayList<>();
        if (input != null && input.isTextual()) {
            messages.add(new ChatMessage("user", input, null, null, null, null, null));
            return messages;
        }
        Sampling.require(input != null && input.isArray(), "input", "a string or a list of items", "neither");
        for (int i = 0; input != null && i < input.size(); i++) {
            messages.add(item(input.get(i), "input[" + i + "]"));
        }
        return messages;
    }

    private static @Nullable ChatMessage item(JsonNode item, String param) {
        if (!item.isObject()) {
            return null;
        }
        String type = item.path("type").asText("message");
        return switch (type) {
            case "message" -> new ChatMessage(text(item, "role"), item.get("content"), null, null, null, null, null);
            case "function_call" -> {
                Called called = new Called(text(item, "name"), text(item, "arguments"));
                yield new ChatMessage(
                        "assistant",
                        null,
                        null,
                        List.of(new ToolCall(text(item, "call_id"), called)),
                        null,
                        null,
                        null);
            }
            case "function_call_output" ->
                new ChatMessage("tool", item.get("output"), null, null, null, text(item, "call_id"), null);
            case "reasoning" ->
                new ChatMessage("assistant", TextNode.valueOf(""), null, null, null, null, thought(item));
            default ->
                throw InvalidRequestException.unsupported(
                        param + ".type",
                        "'" + param + ".type' must be message, function_call, function_call_output or reasoning");
        };
    }

    private static String thought(JsonNode item) {
        StringBuilder thought = new StringBuilder();
        item.path("content").forEach(part -> thought.append(part.path("text").asText("")));
        return thought.toString();
    }

    private static @Nullable String text(JsonNode item, String key) {
        return item.path(key).isTextual() ? item.path(key).textValue() : null;
    }
}
