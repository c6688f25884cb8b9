package dev.qwen4j.service.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/chat/completions}, as it came. Besides OpenAI's parameters it knows {@code top_k} and
 * {@code repetition_penalty}.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
public record ChatRequest(
        @Nullable String model,
        @Nullable List<@Nullable ChatMessage> messages,
        @Nullable Boolean stream,
        @Nullable StreamOptions streamOptions,
        @Nullable Integer maxTokens,
        @Nullable Integer maxCompletionTokens,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer topK,
        @Nullable Double repetitionPenalty,
        @Nullable Long seed,
        @Nullable JsonNode stop,
        @Nullable Integer n,
        @Nullable JsonNode tools,
        @Nullable JsonNode toolChoice,
        @Nullable JsonNode functions,
        @Nullable JsonNode functionCall,
        @Nullable JsonNode responseFormat,
        @Nullable Boolean logprobs,
        @Nullable Integer topLogprobs,
        @Nullable JsonNode logitBias,
        @Nullable Double presencePenalty,
        @Nullable Double frequencyPenalty) {

    /** @param content a string, or a list of parts */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ChatMessage(
            @Nullable String role, @Nullable JsonNode content) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(SnakeCaseStrategy.class)
    public record StreamOptions(@Nullable Boolean includeUsage) {}
}
