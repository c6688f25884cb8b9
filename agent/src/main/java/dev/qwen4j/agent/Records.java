package dev.qwen4j.agent;

import dev.qwen4j.agent.journal.EventReader;
import dev.qwen4j.agent.journal.JournalException;
import dev.qwen4j.agent.journal.Journals;
import dev.qwen4j.tools.ToolRegistry;
import java.util.ArrayList;
import java.util.List;

/**
 * What a journal holds of a run.
 *
 * @param state the state that the records lead to
 */
record Records(List<AgentEvent> events, RunState state) {
    /**
     * @throws IllegalArgumentException if there is no such run
     * @throws JournalException if the journal is damaged
     */
    static Records of(String runId, Journals journals, Protocol protocol, ToolRegistry tools) {
        List<String> records = journals.read(runId);
        if (records.isEmpty()) {
            throw new IllegalArgumentException("there is no run '" + runId + "'");
        }
        if (!(EventReader.read(records.getFirst(), Transcript.empty()) instanceof AgentEvent.Started started)) {
            throw new JournalException("the journal of run " + runId + " has no beginning");
        }
        RunState state = new RunState(protocol, tools, started);
        List<AgentEvent> events = new ArrayList<>();
        for (String record : records.subList(1, records.size())) {
            AgentEvent event = EventReader.read(record, state.transcript());
            state.apply(event);
            events.add(event);
        }
        return new Records(events, state);
    }
}
