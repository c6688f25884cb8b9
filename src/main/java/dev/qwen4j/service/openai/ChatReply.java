package dev.qwen4j.service.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.agent.journal.EventJson;
import dev.qwen4j.model.FunctionCall;
import dev.qwen4j.model.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a reply: whole, or as the chunks of a stream, which are for each choice an {@link #opening}, any number of
 * deltas and a {@link #finish}, and then {@link #usage} where it was asked for.
 *
 * @param created seconds since 1970
 * @param oldFunctions whether a call is told as {@code function_call}
 * @param includeUsage whether the chunks speak of usage
 */
record ChatReply(String id, long created, String model, boolean oldFunctions, boolean includeUsage) {
    ObjectNode whole(List<Answer> answers) {
        ObjectNode json = envelope("chat.completion");
        ArrayNode choices = json.putArray("choices");
        for (int i = 0; i < answers.size(); i++) {
            ObjectNode choice = choices.addObject().put("index", i);
            choice.set("message", message(answers.get(i)));
            choice.putNull("logprobs").put("finish_reason", finishReason(answers.get(i)));
            answers.get(i).tokens().addTo(choice);
        }
        return json.set("usage", EventJson.usage(total(answers)));
    }

    private ObjectNode message(Answer answer) {
        List<FunctionCall> calls = answer.reply().calls();
        String content = answer.content();
        ObjectNode message = delta().put("role", "assistant");
        message.put("content", content.isEmpty() && !calls.isEmpty() ? null : content);
        if (!answer.reply().reasoning().isEmpty()) {
            message.put("reasoning_content", answer.reply().reasoning());
        }
        if (oldFunctions && !calls.isEmpty()) {
            message.set(
                    "function_call",
                    called(calls.getFirst().name(), calls.getFirst().arguments()));
        } else if (!calls.isEmpty()) {
            ArrayNode list = message.putArray("tool_calls");
            calls.forEach(call -> list.addObject()
                    .put("id", call.id())
                    .put("type", "function")
                    .set("function", called(call.name(), call.arguments())));
        }
        return message;
    }

    /** The prompt counts once, however many replies there are. */
    static Usage total(List<Answer> answers) {
        Usage total = answers.getFirst().completion().usage();
        for (Answer answer : answers.subList(1, answers.size())) {
            total = total.plus(answer.completion().usage().withoutPrompt());
        }
        return total;
    }

    ObjectNode opening(int choice) {
        return chunk(choice, delta().put("role", "assistant").put("content", ""), null);
    }

    ObjectNode content(int choice, String text) {
        return chunk(choice, delta().put("content", text), null);
    }

    ObjectNode reasoning(int choice, String text) {
        return chunk(choice, delta().put("reasoning_content", text), null);
    }

    ObjectNode callStarted(int choice, int index, String id, String name) {
        ObjectNode called = called(name, "");
        if (oldFunctions) {
            return chunk(choice, delta().set("function_call", called), null);
        }
        ObjectNode delta = delta();
        delta.putArray("tool_calls")
                .addObject()
                .put("index", index)
                .put("id", id)
                .put("type", "function")
                .set("function", called);
        return chunk(choice, delta, null);
    }

    ObjectNode callArguments(int choice, int index, String arguments) {
        ObjectNode called = delta().put("arguments", arguments);
        if (oldFunctions) {
            return chunk(choice, delta().set("function_call", called), null);
        }
        ObjectNode delta = delta();
        delta.putArray("tool_calls").addObject().put("index", index).set("function", called);
        return chunk(choice, delta, null);
    }

    ObjectNode finish(int choice, Answer answer) {
        return chunk(choice, delta(), finishReason(answer));
    }

    ObjectNode usage(Usage usage) {
        ObjectNode json = envelope("chat.completion.chunk");
        json.putArray("choices");
        return json.set("usage", EventJson.usage(usage));
    }

    private ObjectNode chunk(int index, ObjectNode delta, @Nullable String finishReason) {
        ObjectNode json = envelope("chat.completion.chunk");
        ObjectNode choice = json.putArray("choices").addObject().put("index", index);
        choice.set("delta", delta);
        choice.putNull("logprobs").put("finish_reason", finishReason);
        return includeUsage ? json.putNull("usage") : json;
    }

    private ObjectNode envelope(String object) {
        return delta().put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", model);
    }

    private static ObjectNode called(String name, String arguments) {
        return delta().put("name", name).put("arguments", arguments);
    }

    private static ObjectNode delta() {
        return JsonNodeFactory.instance.objectNode();
    }

    private String finishReason(Answer answer) {
        if (!answer.reply().calls().isEmpty()) {
            return oldFunctions ? "function_call" : "tool_calls";
        }
        return answer.isCut() ? "length" : "stop";
    }
}
