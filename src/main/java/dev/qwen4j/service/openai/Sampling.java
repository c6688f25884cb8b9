package dev.qwen4j.service.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qwen4j.model.GenerationConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a request wants its tokens to be chosen; null leaves it to the checkpoint.
 *
 * @param stop a string or a list of strings
 */
record Sampling(
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer topK,
        @Nullable Double repetitionPenalty,
        @Nullable Long seed,
        @Nullable JsonNode stop) {
    /** Below this temperature the choice of the most probable token is all but certain, and it is made so. */
    private static final double GREEDY_BELOW = 0.01;

    private static final int MAX_STOP_WORDS = 4;

    /**
     * The settings of the request.
     *
     * @param copies whether names and forms have to be repeated, which a penalty on repetition punishes
     * @throws InvalidRequestException if a value makes no sense
     */
    GenerationConfig over(GenerationConfig defaults, boolean copies) {
        GenerationConfig config = defaults;
        if (temperature != null) {
            require(temperature >= 0 && temperature <= 2, "temperature", "from 0 (greedy) to 2", temperature);
            config = temperature < GREEDY_BELOW
                    ? config.withDoSample(false)
                    : config.withDoSample(true).withTemperature(temperature);
        }
        if (topP != null) {
            require(topP > 0 && topP <= 1, "top_p", "above 0 and at most 1", topP);
            config = config.withTopP(topP);
        }
        if (topK != null) {
            require(topK >= 0, "top_k", "0 (all tokens) or more", topK);
            config = config.withTopK(topK);
        }
        if (repetitionPenalty != null) {
            require(
                    repetitionPenalty > 0 && repetitionPenalty <= 100,
                    "repetition_penalty",
                    "above 0 and at most 100",
                    repetitionPenalty);
            config = config.withRepetitionPenalty(repetitionPenalty);
        } else if (copies) {
            config = config.withRepetitionPenalty(1);
        }
        if (seed != null) {
            config = config.withSeed(seed);
        }
        return stop == null || stop.isNull() ? config : config.withStopWords(stopWords(stop));
    }

    /** {@code config} with a bound on the reply, if the request has one under the name {@code param}. */
    static GenerationConfig bounded(GenerationConfig config, @Nullable Integer tokens, String param) {
        if (tokens == null) {
            return config;
        }
        require(tokens >= 1, param, "at least 1", tokens);
        return config.withMaxNewTokens(tokens);
    }

    static void require(boolean condition, String param, String rule, Object value) {
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
