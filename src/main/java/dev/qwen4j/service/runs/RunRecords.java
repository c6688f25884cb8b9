package dev.qwen4j.service.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.agent.journal.JournalException;
import java.util.ArrayList;
import java.util.List;

/** What a journal tells of a run; never empty. */
record RunRecords(List<JsonNode> records) {
    private static final ObjectMapper MAPPER = new JsonMapper();

    static RunRecords of(List<String> lines) {
        List<JsonNode> records = new ArrayList<>();
        try {
            for (String line : lines) {
                records.add(MAPPER.readTree(line));
            }
        } catch (JsonProcessingException e) {
            throw new JournalException("a record of a journal cannot be read", e);
        }
        return new RunRecords(records);
    }

    /** These and those that follow. */
    RunRecords plus(RunRecords next) {
        List<JsonNode> all = new ArrayList<>(records);
        all.addAll(next.records);
        return new RunRecords(all);
    }

    private String lastEvent() {
        return records.getLast().path("event").asText();
    }

    boolean ended() {
        return lastEvent().equals("done");
    }

    /** Whether it waits for consent to this call. */
    boolean waitsFor(String callId) {
        return waits() && records.getLast().path("call_id").asText().equals(callId);
    }

    boolean waits() {
        return lastEvent().equals("approval_needed");
    }

    /** The Python session that the run works in; empty for one of its own. */
    String session() {
        return records.getFirst().path(SessionNote.KEY).asText();
    }

    /** The names of the tools that the run was offered. */
    List<String> tools() {
        List<String> names = new ArrayList<>();
        records.getFirst().path("tools").forEach(name -> names.add(name.asText()));
        return names;
    }

    List<ToldEvent> told() {
        List<ToldEvent> told = new ArrayList<>();
        for (JsonNode record : records) {
            told.add(ToldEvent.of(told.size() + 1, record));
        }
        return told;
    }

    /**
     * A line of the list of runs.
     *
     * @param live whether somebody works on it
     */
    ObjectNode summary(boolean live) {
        JsonNode first = records.getFirst();
        JsonNode last = records.getLast();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", first.path("run_id").asText())
                .put("status", status(live))
                .put("question", first.path("question").asText())
                .put("model", first.path("model").asText())
                .put("created", first.path("time").asText())
                .put("updated", last.path("time").asText())
                .put("steps", last.path("step").asInt());
        if (first.hasNonNull(SessionNote.KEY)) {
            json.set(SessionNote.KEY, first.get(SessionNote.KEY));
        }
        if (first.hasNonNull("forked_from")) {
            json.set("forked_from", first.get("forked_from"));
        }
        if (ended()) {
            json.set("answer", last.path("answer"));
        }
        if (waits()) {
            json.set("call_id", last.path("call_id"));
        }
        return json.set("usage", last.path("usage"));
    }

    /** {@code running}, {@code waiting}, {@code interrupted} if its process ended, or the name of the outcome. */
    private String status(boolean live) {
        if (live) {
            return "running";
        }
        return switch (lastEvent()) {
            case "done" -> records.getLast().path("outcome").asText();
            case "approval_needed" -> "waiting";
            default -> "interrupted";
        };
    }
}
