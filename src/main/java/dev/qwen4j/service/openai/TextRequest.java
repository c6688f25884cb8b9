package dev.qwen4j.service.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/completions}, as it came. Besides OpenAI's parameters it knows {@code top_k} and
 * {@code repetition_penalty}.
 *
 * @param prompt a string, or a list of strings
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
public record TextRequest(
        @Nullable String model,
        @Nullable JsonNode prompt,
        @Nullable Boolean stream,
        ChatRequest.@Nullable StreamOptions streamOptions,
        @Nullable Integer maxTokens,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer topK,
        @Nullable Double repetitionPenalty,
        @Nullable Long seed,
        @Nullable JsonNode stop,
        @Nullable Integer n,
        @Nullable Boolean echo,
        @Nullable JsonNode suffix,
        @Nullable Integer logprobs,
        @Nullable Integer bestOf,
        @Nullable JsonNode logitBias,
        @Nullable Double presencePenalty,
        @Nullable Double frequencyPenalty) {}
