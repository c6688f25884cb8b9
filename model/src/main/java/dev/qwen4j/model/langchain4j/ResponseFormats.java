package dev.qwen4j.model.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.qwen4j.model.Message;
import dev.qwen4j.model.grammar.Grammar;
import dev.qwen4j.model.grammar.JsonSchemaGrammar;
import dev.qwen4j.model.grammar.JsonStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a request wants the answer to look like, and how the model is told. */
final class ResponseFormats {
    private ResponseFormats() {}

    static boolean isJson(@Nullable ResponseFormat format) {
        return format != null && format.type() == ResponseFormatType.JSON;
    }

    /** The schema of a JSON answer; none if it may be any object. */
    static Optional<JsonNode> schema(ResponseFormat format) {
        return Optional.ofNullable(format.jsonSchema()).map(schema -> Functions.schema(schema.rootElement()));
    }

    /**
     * The answers that fit; empty for any text.
     *
     * @throws IllegalArgumentException if the schema demands what cannot be enforced
     */
    static Optional<Grammar> grammar(@Nullable ResponseFormat format) {
        if (format == null || !isJson(format)) {
            return Optional.empty();
        }
        return Optional.of(schema(format)
                .map(schema -> JsonSchemaGrammar.of(schema, JsonStyle.DEFAULT))
                .orElseGet(Grammar::jsonObject));
    }

    /** The messages with a request for JSON at the end of the last question. */
    static List<Message> instruct(List<Message> messages, ResponseFormat format, boolean withFunctions) {
        List<Message> instructed = new ArrayList<>(messages);
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i) instanceof Message.User user) {
                instructed.set(i, Message.user(user.content() + "\n\n" + instruction(format, withFunctions)));
                return instructed;
            }
        }
        return instructed;
    }

    private static String instruction(ResponseFormat format, boolean withFunctions) {
        String answer =
                withFunctions ? "Unless you call a function, answer with a JSON object" : "Answer with a JSON object";
        return schema(format)
                .map(schema -> answer + " that matches this JSON Schema, and with nothing else:\n" + schema)
                .orElse(answer + " and with nothing else.");
    }
}
