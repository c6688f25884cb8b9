package dev.qwen4j.model.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qwen4j.model.Message;
import dev.qwen4j.model.grammar.Grammar;
import dev.qwen4j.model.grammar.JsonSchemaGrammar;
import dev.qwen4j.model.grammar.JsonStyle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That an answer is to be JSON. The model is told so, and held to it.
 *
 * @param schema what the answer has to fit; null for any object
 */
public record JsonAnswer(@Nullable JsonNode schema) {
    /**
     * The answers that fit.
     *
     * @throws IllegalArgumentException if the schema demands what cannot be enforced
     */
    public Grammar grammar() {
        return schema == null ? Grammar.jsonObject() : JsonSchemaGrammar.of(schema, JsonStyle.DEFAULT);
    }

    /**
     * The messages with a request for JSON at the end of the last question.
     *
     * @param withFunctions whether the model may also call one
     */
    public List<Message> instruct(List<Message> messages, boolean withFunctions) {
        List<Message> instructed = new ArrayList<>(messages);
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i) instanceof Message.User user) {
                instructed.set(i, Message.user(user.content() + "\n\n" + instruction(withFunctions)));
                return instructed;
            }
        }
        return instructed;
    }

    private String instruction(boolean withFunctions) {
        String answer =
                withFunctions ? "Unless you call a function, answer with a JSON object" : "Answer with a JSON object";
        return schema == null
                ? answer + " and with nothing else."
                : answer + " that matches this JSON Schema, and with nothing else:\n" + schema;
    }
}
