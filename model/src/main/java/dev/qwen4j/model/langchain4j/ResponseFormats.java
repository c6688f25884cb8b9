package dev.qwen4j.model.langchain4j;

import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.qwen4j.model.chat.JsonAnswer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a request wants the answer to look like. */
final class ResponseFormats {
    private ResponseFormats() {}

    /** Empty for any text. */
    static Optional<JsonAnswer> read(@Nullable ResponseFormat format) {
        if (format == null || format.type() != ResponseFormatType.JSON) {
            return Optional.empty();
        }
        return Optional.of(new JsonAnswer(
                format.jsonSchema() == null
                        ? null
                        : Functions.schema(format.jsonSchema().rootElement())));
    }
}
