package dev.qwen4j.service.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.agent.journal.EventJson;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.Usage;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of one answer: whole, or as the chunks of a stream, which are {@link #opening}, any number of
 * {@link #content}, {@link #finish}, and {@link #usage} where it was asked for.
 *
 * @param created seconds since 1970
 * @param includeUsage whether the chunks speak of usage
 */
record ChatReply(String id, long created, String model, boolean includeUsage) {
    ObjectNode whole(Completion completion) {
        ObjectNode json = envelope("chat.completion");
        ObjectNode choice = json.putArray("choices").addObject().put("index", 0);
        choice.putObject("message").put("role", "assistant").put("content", completion.text());
        choice.putNull("logprobs").put("finish_reason", name(completion.finishReason()));
        return json.set("usage", EventJson.usage(completion.usage()));
    }

    ObjectNode opening() {
        return chunk(delta().put("role", "assistant").put("content", ""), null);
    }

    ObjectNode content(String text) {
        return chunk(delta().put("content", text), null);
    }

    ObjectNode finish(FinishReason reason) {
        return chunk(delta(), reason);
    }

    ObjectNode usage(Usage usage) {
        ObjectNode json = envelope("chat.completion.chunk");
        json.putArray("choices");
        return json.set("usage", EventJson.usage(usage));
    }

    private ObjectNode chunk(ObjectNode delta, @Nullable FinishReason reason) {
        ObjectNode json = envelope("chat.completion.chunk");
        ObjectNode choice = json.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.putNull("logprobs").put("finish_reason", reason == null ? null : name(reason));
        return includeUsage ? json.putNull("usage") : json;
    }

    private ObjectNode envelope(String object) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", model);
    }

    private static ObjectNode delta() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static String name(FinishReason reason) {
        return switch (reason) {
            case END_OF_TEXT, STOP_WORD -> "stop";
            case LENGTH -> "length";
        };
    }
}
