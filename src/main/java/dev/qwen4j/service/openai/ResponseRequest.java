package dev.qwen4j.service.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/responses}, as it came.
 *
 * @param input a string, or a list of items
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
public record ResponseRequest(
        @Nullable String model,
        @Nullable JsonNode input,
        @Nullable String instructions,
        @Nullable Boolean stream,
        @Nullable Integer maxOutputTokens,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer topK,
        @Nullable Double repetitionPenalty,
        @Nullable Long seed,
        @Nullable JsonNode tools,
        @Nullable JsonNode toolChoice,
        @Nullable Boolean parallelToolCalls,
        @Nullable Text text,
        @Nullable Reasoning reasoning,
        @Nullable JsonNode previousResponseId,
        @Nullable JsonNode conversation,
        @Nullable JsonNode prompt,
        @Nullable Boolean background,
        @Nullable Boolean store,
        @Nullable String truncation,
        @Nullable JsonNode include,
        @Nullable Integer topLogprobs,
        @Nullable Integer maxToolCalls) {
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Text(@Nullable JsonNode format) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Reasoning(@Nullable String effort) {}
}
