package dev.qwen4j.service.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.PromptTooLongException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a chat request asks of the model, checked. */
record ChatCall(Prompt prompt, GenerationConfig config, boolean stream, boolean includeUsage) {
    /** Below this temperature the choice of the most probable token is all but certain, and it is made so. */
    private static final double GREEDY_BELOW = 0.01;

    private static final int MAX_STOP_WORDS = 4;

    /**
     * Reads a request for {@code model}.
     *
     * @throws InvalidRequestException if it is wrong, or asks for something that is not supported
     * @throws PromptTooLongException if the messages do not fit into the model's context
     */
    static ChatCall of(ChatRequest request, LanguageModel model) {
        refuseUnsupported(request);
        if (request.model() != null && !request.model().equals(model.name())) {
            throw InvalidRequestException.unknownModel(request.model(), model.name());
        }
        Prompt prompt = model.chatTemplate().render(ChatMessages.read(request.messages()));
        int promptTokens = model.countTokens(prompt);
        if (promptTokens >= model.contextLength()) {
            throw new PromptTooLongException(promptTokens, model.contextLength());
        }
        boolean includeUsage = request.streamOptions() != null
                && Boolean.TRUE.equals(request.streamOptions().includeUsage());
        return new ChatCall(
                prompt, config(request, model.defaults()), Boolean.TRUE.equals(request.stream()), includeUsage);
    }

    private static void refuseUnsupported(ChatRequest request) {
        refuse(isGiven(request.tools()), "tools", "tools are called by POST /v1/runs");
        refuse(isGiven(request.functions()), "functions", "tools are called by POST /v1/runs");
        JsonNode format = request.responseFormat();
        boolean plainText = format == null
                || format.isNull()
                || "text".equals(format.path("type").asText());
        refuse(!plainText, "response_format", "the only type is 'text'");
        refuse(Boolean.TRUE.equals(request.logprobs()), "logprobs", "leave it out");
        refuse(request.topLogprobs() != null && request.topLogprobs() != 0, "top_logprobs", "leave it out");
        refuse(isGiven(request.logitBias()), "logit_bias", "leave it out");
        refuse(request.n() != null && request.n() != 1, "n", "ask for one choice at a time");
        refuse(isNonZero(request.presencePenalty()), "presence_penalty", "use repetition_penalty");
        refuse(isNonZero(request.frequencyPenalty()), "frequency_penalty", "use repetition_penalty");
    }

    private static void refuse(boolean asked, String param, String instead) {
        if (asked) {
            throw InvalidRequestException.unsupported(param, "'" + param + "' is not supported: " + instead);
        }
    }

    private static boolean isGiven(@Nullable JsonNode value) {
        return value != null && !value.isNull() && !(value.isContainerNode() && value.isEmpty());
    }

    private static boolean isNonZero(@Nullable Double value) {
        return value != null && value != 0;
    }

    private static GenerationConfig config(ChatRequest request, GenerationConfig defaults) {
        GenerationConfig config = defaults;
        Integer limit = request.maxCompletionTokens() != null ? request.maxCompletionTokens() : request.maxTokens();
        if (limit != null) {
            String param = request.maxCompletionTokens() != null ? "max_completion_tokens" : "max_tokens";
            require(limit >= 1, param, "at least 1", limit);
            config = config.withMaxNewTokens(limit);
        }
        Double temperature = request.temperature();
        if (temperature != null) {
            require(temperature >= 0 && temperature <= 2, "temperature", "from 0 (greedy) to 2", temperature);
            config = temperature < GREEDY_BELOW
                    ? config.withDoSample(false)
                    : config.withDoSample(true).withTemperature(temperature);
        }
        Double topP = request.topP();
        if (topP != null) {
            require(topP > 0 && topP <= 1, "top_p", "above 0 and at most 1", topP);
            config = config.withTopP(topP);
        }
        Integer topK = request.topK();
        if (topK != null) {
            require(topK >= 0, "top_k", "0 (all tokens) or more", topK);
            config = config.withTopK(topK);
        }
        Double penalty = request.repetitionPenalty();
        if (penalty != null) {
            require(penalty > 0 && penalty <= 100, "repetition_penalty", "above 0 and at most 100", penalty);
            config = config.withRepetitionPenalty(penalty);
        }
        if (request.seed() != null) {
            config = config.withSeed(request.seed());
        }
        JsonNode stop = request.stop();
        return stop == null || stop.isNull() ? config : config.withStopWords(stopWords(stop));
    }

    private static void require(boolean condition, String param, String rule, Object value) {
        if (!condition) {
            throw InvalidRequestException.invalid(param, "'" + param + "' must be " + rule + " but is " + value);
        }
    }

    private static List<String> stopWords(JsonNode stop) {
        List<String> words = new ArrayList<>();
        for (JsonNode word : stop.isArray() ? stop : List.of(stop)) {
            if (!word.isTextual() || word.textValue().isEmpty()) {
                throw InvalidRequestException.invalid(
                        "stop", "'stop' must be a string or a list of strings, none empty");
            }
            words.add(word.textValue());
        }
        require(words.size() <= MAX_STOP_WORDS, "stop", "at most " + MAX_STOP_WORDS + " strings", words.size());
        return words;
    }
}
