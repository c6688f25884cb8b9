package dev.qwen4j.service.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.FunctionCall;
import dev.qwen4j.model.chat.ReplyReader;
import java.util.UUID;
import java.util.function.BiConsumer;

/** Puts a reply together from output items, and tells of each step by the events of the responses API. */
final class ResponseItems implements ReplyReader.Listener {
    private enum Open {
        NOTHING,
        THOUGHT,
        TEXT,
        CALL
    }

    private final ScoredTokens tokens;
    private final BiConsumer<String, ObjectNode> events;
    private final ArrayNode output = JsonNodeFactory.instance.arrayNode();
    private final StringBuilder text = new StringBuilder();
    private final ArrayNode logprobs = JsonNodeFactory.instance.arrayNode();
    private Open open = Open.NOTHING;
    private ObjectNode item = object();
    private boolean called;
    private boolean thought;

    /**
     * @param tokens those that come before the text they are part of
     * @param events takes an event's type and its properties
     */
    ResponseItems(ScoredTokens tokens, BiConsumer<String, ObjectNode> events) {
        this.tokens = tokens;
        this.events = events;
    }

    @Override
    public void reasoning(String delta) {
        if (open != Open.THOUGHT) {
            open(Open.THOUGHT, "rs", object().put("type", "reasoning"));
            item.putArray("summary");
            item.putArray("content");
            begun();
            partBegun();
        }
        tokens.list(); // Only those of texts are told.
        text.append(delta);
        events.accept("response.reasoning_text.delta", inPart().put("delta", delta));
    }

    @Override
    public void content(String delta) {
        if (open != Open.TEXT) {
            open(Open.TEXT, "msg", object().put("type", "message").put("role", "assistant"));
            item.putArray("content");
            begun();
            partBegun();
        }
        text.append(delta);
        ObjectNode event = inPart().put("delta", delta);
        ArrayNode told = tokens.list();
        logprobs.addAll(told);
        events.accept("response.output_text.delta", event.set("logprobs", told));
    }

    @Override
    public void callStarted(int index, String id, String name) {
        open(
                Open.CALL,
                "fc",
                object().put("type", "function_call")
                        .put("call_id", id)
                        .put("name", name)
                        .put("arguments", ""));
        begun();
    }

    @Override
    public void callArguments(int index, String delta) {
        text.append(delta);
        events.accept("response.function_call_arguments.delta", inItem().put("delta", delta));
    }

    @Override
    public void callFinished(int index, FunctionCall call) {
        called = true;
        text.setLength(0);
        text.append(call.arguments());
        close("completed");
    }

    @Override
    public void unread(String unread) {
        if (open == Open.CALL) {
            close("incomplete");
        }
        if (!called) {
            content(unread);
        }
    }

    /** The items, once the reply has ended. One that says nothing is an empty message. */
    ArrayNode finish(boolean cut) {
        if (open == Open.NOTHING && (output.isEmpty() || thought && output.size() == 1)) {
            content("");
        }
        close(cut ? "incomplete" : "completed");
        return output;
    }

    private void open(Open next, String prefix, ObjectNode properties) {
        close("completed");
        open = next;
        item = object().put("id", prefix + "_" + UUID.randomUUID().toString().replace("-", ""));
        item.setAll(properties);
        item.put("status", "in_progress");
    }

    private void begun() {
        events.accept("response.output_item.added", inOutput().set("item", item.deepCopy()));
    }

    private void partBegun() {
        events.accept("response.content_part.added", inPart().set("part", partOf("")));
    }

    private void close(String status) {
        switch (open) {
            case NOTHING -> {
                return;
            }
            case THOUGHT -> {
                thought = true;
                part("response.reasoning_text.done");
            }
            case TEXT -> part("response.output_text.done");
            case CALL -> {
                item.put("arguments", text.toString());
                events.accept(
                        "response.function_call_arguments.done",
                        inItem().put("name", item.path("name").asText()).put("arguments", text.toString()));
            }
        }
        item.put("status", status);
        events.accept("response.output_item.done", inOutput().set("item", item.deepCopy()));
        output.add(item);
        text.setLength(0);
        logprobs.removeAll();
        open = Open.NOTHING;
    }

    /** Ends the one part of an item. */
    private void part(String doneEvent) {
        ObjectNode done = inPart().put("text", text.toString());
        if (open == Open.TEXT) {
            done.set("logprobs", logprobs.deepCopy());
        }
        events.accept(doneEvent, done);
        ObjectNode part = partOf(text.toString());
        events.accept("response.content_part.done", inPart().set("part", part.deepCopy()));
        item.withArray("content").add(part);
    }

    private ObjectNode partOf(String content) {
        ObjectNode part = object().put("type", open == Open.TEXT ? "output_text" : "reasoning_text");
        part.put("text", content);
        if (open == Open.TEXT) {
            part.putArray("annotations");
            part.set("logprobs", logprobs.deepCopy());
        }
        return part;
    }

    private ObjectNode inPart() {
        return inItem().put("content_index", 0);
    }

    private ObjectNode inItem() {
        return object().put("item_id", item.path("id").asText()).put("output_index", output.size());
    }

    private ObjectNode inOutput() {
        return object().put("output_index", output.size());
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
