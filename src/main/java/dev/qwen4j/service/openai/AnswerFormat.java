package dev.qwen4j.service.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qwen4j.model.chat.JsonAnswer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what a request wants the answer to look like. */
final class AnswerFormat {
    private AnswerFormat() {}

    /**
     * @param schemas where in {@code format} the object stands that has the {@code schema}
     * @param param of the request
     * @return empty for any text
     */
    static Optional<JsonAnswer> read(@Nullable JsonNode format, String schemas, String param) {
        if (format == null || format.isNull()) {
            return Optional.empty();
        }
        return switch (format.path("type").asText()) {
            case "text" -> Optional.empty();
            case "json_object" -> Optional.of(new JsonAnswer(null));
            case "json_schema" -> {
                JsonNode schema = format.at(schemas).path("schema");
                Sampling.require(
                        schema.isObject() || schema.isBoolean(), param, "given with a JSON Schema as 'schema'", format);
                yield Optional.of(new JsonAnswer(schema));
            }
            default ->
                throw InvalidRequestException.unsupported(
                        param + ".type", "'" + param + ".type' must be text, json_object or json_schema");
        };
    }
}
