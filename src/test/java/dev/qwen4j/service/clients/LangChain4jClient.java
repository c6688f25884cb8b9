package dev.qwen4j.service.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.qwen4j.service.clients.Scenarios.Scenario;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** LangChain4j's, in this process. */
final class LangChain4jClient implements Client {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param response null where the client left */
    private record Reply(ChatResponse response, int pieces) {}

    @Override
    public Map<String, JsonNode> play(Scenarios scenarios, URI base, String model) throws Exception {
        Map<String, JsonNode> results = new LinkedHashMap<>();
        for (Scenario scenario : scenarios.scenarios()) {
            String asked = scenario.model() == null ? model : scenario.model();
            results.put(scenario.name(), play(scenario, scenarios, base, asked));
        }
        return results;
    }

    private static JsonNode play(Scenario scenario, Scenarios all, URI base, String model) throws Exception {
        List<ChatMessage> messages = new ArrayList<>(List.of(UserMessage.from(scenario.question())));
        ObjectNode result = JSON.createObjectNode();
        try {
            Reply reply = ask(scenario, all, messages, base, model);
            if (reply.response() == null) {
                return result.put("cancelled", true);
            }
            AiMessage said = reply.response().aiMessage();
            if (said.hasToolExecutionRequests()) {
                messages.add(said);
                for (ToolExecutionRequest call : said.toolExecutionRequests()) {
                    result.withArray("calls")
                            .addObject()
                            .put("name", call.name())
                            .set("arguments", JSON.readTree(call.arguments()));
                    messages.add(ToolExecutionResultMessage.from(call, all.resultOf(call.name())));
                }
                reply = ask(scenario, all, messages, base, model);
                said = reply.response().aiMessage();
            }
            FinishReason finish = reply.response().finishReason();
            TokenUsage usage = reply.response().tokenUsage();
            int tokens = usage.inputTokenCount() + usage.outputTokenCount();
            result.put("text", said.text())
                    .put("finish", finish.name().toLowerCase(Locale.ROOT))
                    .put("pieces", reply.pieces() > 1)
                    .put("completionTokens", usage.outputTokenCount())
                    .put("sum", usage.inputTokenCount() > 0 && tokens == usage.totalTokenCount());
            return scenario.schema() ? result.set("object", JSON.readTree(said.text())) : result;
        } catch (ModelNotFoundException e) {
            HttpException http = (HttpException) e.getCause();
            return result.put("status", http.statusCode())
                    .put(
                            "code",
                            JSON.readTree(http.getMessage()).at("/error/code").asText());
        }
    }

    private static Reply ask(Scenario scenario, Scenarios all, List<ChatMessage> messages, URI base, String model)
            throws Exception {
        ChatRequest.Builder request = ChatRequest.builder().messages(messages);
        if (scenario.tools()) {
            request.toolSpecifications(all.tools().stream()
                    .map(tool -> ToolSpecification.builder()
                            .name(tool.name())
                            .description(tool.description())
                            .parameters(schema(tool.parameters()))
                            .build())
                    .toList());
        }
        if (scenario.schema()) {
            request.responseFormat(ResponseFormat.builder()
                    .type(ResponseFormatType.JSON)
                    .jsonSchema(JsonSchema.builder()
                            .name("answer")
                            .rootElement(schema(all.schema()))
                            .build())
                    .build());
        }
        if (scenario.stream()) {
            return stream(request.build(), scenario.cancel(), base, model);
        }
        ChatResponse response = OpenAiChatModel.builder()
                .baseUrl(base.toString())
                .apiKey("none")
                .modelName(model)
                .maxRetries(0)
                .strictJsonSchema(true)
                .build()
                .chat(request.build());
        return new Reply(response, 1);
    }

    private static Reply stream(ChatRequest request, boolean cancel, URI base, String model) throws Exception {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        OpenAiStreamingChatModel.builder()
                .baseUrl(base.toString())
                .apiKey("none")
                .modelName(model)
                .build()
                .chat(request, new StreamingChatResponseHandler() {
                    private int pieces;

                    @Override
                    public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
                        pieces++;
                        if (cancel) {
                            context.streamingHandle().cancel();
                            reply.complete(new Reply(null, pieces));
                        }
                    }

                    @Override
                    public void onCompleteResponse(ChatResponse response) {
                        reply.complete(new Reply(response, pieces));
                    }

                    @Override
                    public void onError(Throwable error) {
                        reply.completeExceptionally(error);
                    }
                });
        return reply.get(30, TimeUnit.SECONDS);
    }

    private static JsonObjectSchema schema(JsonNode schema) {
        JsonObjectSchema.Builder object = JsonObjectSchema.builder();
        schema.path("properties").properties().forEach(property -> {
            if (property.getValue().path("type").asText().equals("integer")) {
                object.addIntegerProperty(property.getKey());
            } else {
                object.addStringProperty(property.getKey());
            }
        });
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        return object.required(required).additionalProperties(false).build();
    }
}
