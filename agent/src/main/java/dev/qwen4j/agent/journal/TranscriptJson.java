package dev.qwen4j.agent.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.agent.Step;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.agent.Transcript.Exchange;
import dev.qwen4j.agent.Transcript.Turn;
import dev.qwen4j.model.Prompt.Segment.Generated;
import dev.qwen4j.tools.Ending;
import java.util.ArrayList;
import java.util.List;

/** A conversation as JSON and back. */
public final class TranscriptJson {
    private TranscriptJson() {}

    /** {@code {"system": ..., "turns": [{"question": ..., "exchanges": [...]}]}}. */
    public static ObjectNode of(Transcript transcript) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("system", transcript.system());
        json.putArray("turns");
        for (Turn turn : transcript.turns()) {
            ObjectNode asked = json.withArray("turns").addObject().put("question", turn.question());
            asked.putArray("exchanges");
            for (Exchange exchange : turn.exchanges()) {
                ObjectNode one = asked.withArray("exchanges").addObject();
                step(one, exchange.step());
                exchange.observations().forEach(one.putArray("observations")::add);
                one.set("tokens", of(exchange.written()));
            }
        }
        return json;
    }

    private static void step(ObjectNode json, Step step) {
        json.put("thought", step.thought()).put("text", step.text());
        switch (step) {
            case Step.Action action -> {
                json.put("kind", "action").putArray("calls");
                for (Step.Call call : action.calls()) {
                    json.withArray("calls").addObject().put("tool", call.tool()).put("input", call.input());
                }
            }
            case Step.FinalAnswer answer -> json.put("kind", "answer").put("answer", answer.answer());
            case Step.Malformed malformed -> json.put("kind", "malformed").put("complaint", malformed.complaint());
        }
    }

    static ObjectNode of(Generated tokens) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("text", tokens.text());
        tokens.ids().forEach(json.putArray("ids")::add);
        return json;
    }

    /**
     * What {@link #of(Transcript)} made.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Transcript read(JsonNode json) {
        List<Turn> turns = new ArrayList<>();
        for (JsonNode asked : json.required("turns")) {
            List<Exchange> exchanges = new ArrayList<>();
            for (JsonNode one : asked.required("exchanges")) {
                exchanges.add(new Exchange(step(one), observations(one), tokens(one.required("tokens"))));
            }
            turns.add(new Turn(asked.required("question").asText(), exchanges));
        }
        return new Transcript(json.required("system").asText(), turns);
    }

    private static Step step(JsonNode json) {
        String thought = json.required("thought").asText();
        String text = json.required("text").asText();
        return switch (json.required("kind").asText()) {
            case "action" -> new Step.Action(thought, calls(json), text, Step.Notes.NONE);
            case "answer" ->
                new Step.FinalAnswer(thought, json.required("answer").asText(), text);
            case "malformed" ->
                new Step.Malformed(thought, json.required("complaint").asText(), text);
            default -> throw new IllegalArgumentException("unknown kind of step " + json.get("kind"));
        };
    }

    /** Journals of before there were several hold one call in the step itself. */
    private static List<Step.Call> calls(JsonNode json) {
        List<Step.Call> calls = new ArrayList<>();
        for (JsonNode call : json.has("calls") ? json.path("calls") : List.of(json)) {
            calls.add(new Step.Call(
                    call.required("tool").asText(), call.required("input").asText(), Ending.STOPPED));
        }
        return calls;
    }

    private static List<String> observations(JsonNode json) {
        List<String> observations = new ArrayList<>();
        json.path("observations").forEach(text -> observations.add(text.asText()));
        if (json.hasNonNull("observation") && !json.path("observation").asText().isEmpty()) {
            observations.add(json.path("observation").asText());
        }
        return observations;
    }

    static Generated tokens(JsonNode json) {
        List<Integer> ids = new ArrayList<>();
        json.required("ids").forEach(id -> ids.add(id.asInt()));
        return new Generated(json.required("text").asText(), ids);
    }
}
