package dev.qwen4j.agent.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first records of a run as the first ones of another. */
public final class Fork {
    private static final ObjectMapper MAPPER = new JsonMapper();

    private Fork() {}

    /**
     * Begins the journal of a fork.
     *
     * @param runId of the run to fork
     * @param step the last step that is kept, with its observation; 0 to keep the question only
     * @param observation what is shown to the model instead of that step's; null to leave it as it is
     * @param fork the id of the new run
     * @throws IllegalArgumentException if there is no such run, or no observation in that step
     */
    public static void write(Journals journals, String runId, int step, @Nullable String observation, String fork) {
        List<String> records = journals.read(runId);
        if (records.isEmpty()) {
            throw new IllegalArgumentException("there is no run '" + runId + "'");
        }
        List<String> kept = of(records, step, observation, fork);
        for (int i = 0; i < kept.size(); i++) {
            journals.append(fork, i + 1, kept.get(i));
        }
    }

    private static List<String> of(List<String> records, int step, @Nullable String observation, String runId) {
        List<ObjectNode> kept = new ArrayList<>();
        int end = step == 0 ? 1 : 0;
        for (String record : records) {
            ObjectNode json = read(record);
            kept.add(json.put("run_id", runId));
            if (json.path("step").asInt() == step && json.path("event").asText().equals("observation")) {
                end = kept.size();
            }
        }
        if (end == 0) {
            throw new IllegalArgumentException("step " + step + " has no observation to go on from");
        }
        kept.getFirst()
                .put("forked_from", read(records.getFirst()).path("run_id").asText());
        if (observation != null) {
            if (step == 0) {
                throw new IllegalArgumentException("before the first step there is no observation to change");
            }
            kept.get(end - 1).put("text", observation).put("status", "ok").put("failed", false);
        }
        return kept.subList(0, end).stream().map(ObjectNode::toString).toList();
    }

    private static ObjectNode read(String record) {
        try {
            if (MAPPER.readTree(record) instanceof ObjectNode json) {
                return json;
            }
            throw new JournalException("a record of a journal is not an object");
        } catch (JsonProcessingException e) {
            throw new JournalException("a record of a journal cannot be read", e);
        }
    }
}
