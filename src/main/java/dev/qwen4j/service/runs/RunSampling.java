package dev.qwen4j.service.runs;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.service.openai.InvalidRequestException;
import org.jspecify.annotations.Nullable;

/**
 * How a run samples, where that is not left to the model's defaults.
 *
 * @param temperature 0 for always the likeliest token
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunSampling(
        @Nullable Double temperature,
        @JsonProperty("top_p") @Nullable Double topP,
        @JsonProperty("top_k") @Nullable Integer topK,
        @Nullable Long seed) {

    static final RunSampling UNCHANGED = new RunSampling(null, null, null, null);

    /** @throws InvalidRequestException if a value cannot be */
    GenerationConfig of(GenerationConfig defaults) {
        GenerationConfig config = defaults;
        try {
            if (temperature != null) {
                config = temperature == 0
                        ? config.withDoSample(false)
                        : config.withDoSample(true).withTemperature(temperature);
            }
            config = topP == null ? config : config.withTopP(topP);
            config = topK == null ? config : config.withTopK(topK);
            return seed == null ? config : config.withSeed(seed);
        } catch (IllegalArgumentException e) {
            throw InvalidRequestException.invalid("sampling", String.valueOf(e.getMessage()));
        }
    }
}
