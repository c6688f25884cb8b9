package dev.qwen4j.service.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/chat/completions}, as it came. Besides OpenAI's parameters it knows {@code top_k},
 * {@code repetition_penalty}, {@code chat_template_kwargs.enable_thinking} and {@code thinking_budget}.
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
        @Nullable Boolean parallelToolCalls,
        @Nullable JsonNode functions,
        @Nullable JsonNode functionCall,
        @Nullable JsonNode responseFormat,
        @Nullable Boolean logprobs,
        @Nullable Integer topLogprobs,
        @Nullable JsonNode logitBias,
        @Nullable Double presencePenalty,
        @Nullable Double frequencyPenalty,
        @Nullable String reasoningEffort,
        @Nullable TemplateSettings chatTemplateKwargs,
        @Nullable Integer thinkingBudget,
        @Nullable JsonNode modalities,
        @Nullable JsonNode audio,
        @Nullable JsonNode webSearchOptions,
        @Nullable Boolean store) {

    /**
     * @param content a string, or a list of parts
     * @param toolCalls what an assistant asked for, or {@code functionCall}, which OpenAI has replaced by it
     * @param reasoningContent what an assistant thought
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(SnakeCaseStrategy.class)
    public record ChatMessage(
            @Nullable String role,
            @Nullable JsonNode content,
            @Nullable String name,
            @Nullable List<@Nullable ToolCall> toolCalls,
            @Nullable Called functionCall,
            @Nullable String toolCallId,
            @Nullable String reasoningContent) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ToolCall(@Nullable String id, @Nullable Called function) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Called(@Nullable String name, @Nullable String arguments) {}

    /** The one setting of a chat template that models of this kind have. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(SnakeCaseStrategy.class)
    public record TemplateSettings(@Nullable Boolean enableThinking) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(SnakeCaseStrategy.class)
    public record StreamOptions(@Nullable Boolean includeUsage) {}
}
