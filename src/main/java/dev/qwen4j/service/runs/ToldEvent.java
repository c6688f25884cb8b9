package dev.qwen4j.service.runs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.journal.EventJson;

/**
 * An event as clients are told it.
 *
 * @param number of the record, or of the record before a delta
 * @param delta 0 for a record
 */
record ToldEvent(int number, int delta, String name, String json) {
    static ToldEvent of(AgentEvent event) {
        return new ToldEvent(
                event.stamp().number(),
                event.stamp().delta(),
                event.name(),
                EventJson.of(event).toString());
    }

    /** @param record of a journal */
    static ToldEvent of(int number, JsonNode record) {
        return new ToldEvent(number, 0, record.path("event").asText(), record.toString());
    }

    /** What a client names as the last one it heard; {@code "0"} for none. */
    String id() {
        return delta == 0 ? String.valueOf(number) : number + "." + delta;
    }

    /** Whether a client that has heard {@code last} has not heard this. */
    boolean after(String last) {
        String[] parts = last.split("\\.", 2);
        int heardNumber = Integer.parseInt(parts[0]);
        int heardDelta = parts.length == 2 ? Integer.parseInt(parts[1]) : 0;
        return number > heardNumber || (number == heardNumber && delta > heardDelta);
    }

    static boolean isId(String text) {
        return text.matches("\\d{1,9}(\\.\\d{1,9})?");
    }
}
