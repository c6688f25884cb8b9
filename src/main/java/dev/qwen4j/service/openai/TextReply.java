package dev.qwen4j.service.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.agent.journal.EventJson;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of text completions: whole, or as the chunks of a stream.
 *
 * @param created seconds since 1970
 * @param includeUsage whether the chunks speak of usage
 */
record TextReply(String id, long created, String model, boolean includeUsage) {
    /**
     * @param texts of all completions, with the prompts where they are to be repeated
     * @param tokens of all completions
     */
    ObjectNode whole(List<String> texts, List<Completion> completions, List<ScoredTokens> tokens, Usage usage) {
        ObjectNode json = envelope();
        ArrayNode choices = json.putArray("choices");
        for (int i = 0; i < texts.size(); i++) {
            choice(
                    choices,
                    i,
                    texts.get(i),
                    tokens.get(i),
                    name(completions.get(i).finishReason()));
        }
        return json.set("usage", EventJson.usage(usage));
    }

    ObjectNode chunk(int index, String text, ScoredTokens tokens, @Nullable FinishReason reason) {
        ObjectNode json = envelope();
        choice(json.putArray("choices"), index, text, tokens, reason == null ? null : name(reason));
        return includeUsage ? json.putNull("usage") : json;
    }

    ObjectNode usage(Usage usage) {
        ObjectNode json = envelope();
        json.putArray("choices");
        return json.set("usage", EventJson.usage(usage));
    }

    private ObjectNode envelope() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("object", "text_completion")
                .put("created", created)
                .put("model", model);
    }

    private static void choice(
            ArrayNode choices, int index, String text, ScoredTokens tokens, @Nullable String finishReason) {
        ObjectNode choice = choices.addObject()
                .put("index", index)
                .put("text", text)
                .putNull("logprobs")
                .put("finish_reason", finishReason);
        tokens.addToText(choice);
    }

    private static String name(FinishReason reason) {
        return switch (reason) {
            case END_OF_TEXT, STOP_WORD -> "stop";
            case LENGTH -> "length";
        };
    }
}
