package dev.qwen4j.service.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.agent.journal.JournalException;
import dev.qwen4j.agent.journal.Journals;
import java.util.List;

/** Journals that note in the first record of a run which Python session it works in; forks have it from there. */
record SessionNote(Journals journals, String session) implements Journals {
    static final String KEY = "session";
    private static final ObjectMapper MAPPER = new JsonMapper();

    @Override
    public void append(String runId, int number, String record) {
        journals.append(runId, number, number == 1 ? noted(record) : record);
    }

    private String noted(String record) {
        try {
            return ((ObjectNode) MAPPER.readTree(record)).put(KEY, session).toString();
        } catch (JsonProcessingException e) {
            throw new JournalException("a record of a journal cannot be read", e);
        }
    }

    @Override
    public List<String> read(String runId) {
        return journals.read(runId);
    }

    @Override
    public List<String> readAfter(String runId, int number) {
        return journals.readAfter(runId, number);
    }

    @Override
    public List<String> runs() {
        return journals.runs();
    }

    @Override
    public void delete(String runId) {
        journals.delete(runId);
    }
}
