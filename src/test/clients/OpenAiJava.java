import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.completions.CompletionUsage;
import java.io.File;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The scenarios of scenarios.json with openai-java, as scenarios.mjs plays them; arguments: BASE_URL MODEL. */
public class OpenAiJava {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final OpenAIClient client;
    private final String model;
    private final JsonNode all;

    OpenAiJava(OpenAIClient client, String model, JsonNode all) {
        this.client = client;
        this.model = model;
        this.all = all;
    }

    /** What came of a question; {@code completion} is null where the client left. */
    record Reply(ChatCompletion completion, int pieces) {}

    public static void main(String[] arguments) throws Exception {
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(arguments[0])
                .apiKey("none")
                .maxRetries(0)
                .build();
        JsonNode all = JSON.readTree(new File("scenarios.json"));
        for (JsonNode scenario : all.path("scenarios")) {
            ObjectNode line = JSON.createObjectNode().put("scenario", scenario.path("name").asText());
            line.set("result", new OpenAiJava(client, arguments[1], all).play(scenario));
            System.out.println(line);
        }
        System.exit(0); // OkHttp's threads would go on for a minute.
    }

    private ObjectNode play(JsonNode scenario) throws Exception {
        ObjectNode result = JSON.createObjectNode();
        ChatCompletionCreateParams.Builder request = request(scenario);
        try {
            Reply reply = ask(request, scenario);
            if (reply.completion() == null) {
                return result.put("cancelled", true);
            }
            List<ChatCompletionMessageToolCall> calls =
                    reply.completion().choices().get(0).message().toolCalls().orElse(List.of());
            if (!calls.isEmpty()) {
                request.addMessage(reply.completion().choices().get(0).message());
                for (ChatCompletionMessageToolCall call : calls) {
                    var function = call.asFunction().function();
                    result.withArray("calls")
                            .addObject()
                            .put("name", function.name())
                            .set("arguments", JSON.readTree(function.arguments()));
                    request.addMessage(ChatCompletionToolMessageParam.builder()
                            .toolCallId(call.asFunction().id())
                            .content(resultOf(function.name()))
                            .build());
                }
                reply = ask(request, scenario);
            }
            ChatCompletion.Choice choice = reply.completion().choices().get(0);
            String text = choice.message().content().orElse("");
            CompletionUsage usage = reply.completion().usage().orElseThrow();
            result.put("text", text)
                    .put("finish", choice.finishReason().asString())
                    .put("pieces", reply.pieces() > 1)
                    .put("completionTokens", usage.completionTokens())
                    .put(
                            "sum",
                            usage.promptTokens() > 0
                                    && usage.promptTokens() + usage.completionTokens() == usage.totalTokens());
            return scenario.has("schema") ? result.set("object", JSON.readTree(text)) : result;
        } catch (OpenAIServiceException e) {
            return result.put("status", e.statusCode()).put("code", e.code().orElse(""));
        }
    }

    private ChatCompletionCreateParams.Builder request(JsonNode scenario) {
        ChatCompletionCreateParams.Builder request = ChatCompletionCreateParams.builder()
                .model(scenario.path("model").asText(model))
                .addUserMessage(scenario.path("question").asText());
        if (scenario.has("tools")) {
            for (JsonNode tool : all.path("tools")) {
                request.addFunctionTool(FunctionDefinition.builder()
                        .name(tool.path("name").asText())
                        .description(tool.path("description").asText())
                        .parameters(FunctionParameters.builder()
                                .putAllAdditionalProperties(values(tool.path("parameters")))
                                .build())
                        .strict(true)
                        .build());
            }
        }
        if (scenario.has("schema")) {
            request.responseFormat(ResponseFormatJsonSchema.builder()
                    .jsonSchema(ResponseFormatJsonSchema.JsonSchema.builder()
                            .name("answer")
                            .strict(true)
                            .schema(ResponseFormatJsonSchema.JsonSchema.Schema.builder()
                                    .putAllAdditionalProperties(values(all.path("schema")))
                                    .build())
                            .build())
                    .build());
        }
        return request;
    }

    private Reply ask(ChatCompletionCreateParams.Builder request, JsonNode scenario) {
        if (!scenario.has("stream")) {
            return new Reply(client.chat().completions().create(request.build()), 1);
        }
        request.streamOptions(
                ChatCompletionStreamOptions.builder().includeUsage(true).build());
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        int pieces = 0;
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(request.build())) {
            for (Iterator<ChatCompletionChunk> chunks = stream.stream().iterator(); chunks.hasNext(); ) {
                ChatCompletionChunk chunk = chunks.next();
                accumulator.accumulate(chunk);
                boolean said = chunk.choices().stream()
                        .anyMatch(choice -> !choice.delta().content().orElse("").isEmpty());
                pieces += said ? 1 : 0;
                if (said && scenario.has("cancel")) {
                    return new Reply(null, pieces);
                }
            }
        }
        return new Reply(accumulator.chatCompletion(), pieces);
    }

    private static Map<String, JsonValue> values(JsonNode object) {
        Map<String, JsonValue> values = new HashMap<>();
        object.properties().forEach(each -> values.put(each.getKey(), JsonValue.fromJsonNode(each.getValue())));
        return values;
    }

    private String resultOf(String name) {
        for (JsonNode tool : all.path("tools")) {
            if (tool.path("name").asText().equals(name)) {
                return tool.path("result").asText();
            }
        }
        throw new IllegalArgumentException(name);
    }
}
