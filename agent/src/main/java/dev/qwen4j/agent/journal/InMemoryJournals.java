package dev.qwen4j.agent.journal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Journals that end with the process. */
public final class InMemoryJournals implements Journals {
    private final Map<String, List<String>> runs = new HashMap<>();

    @Override
    public synchronized void append(String runId, int number, String record) {
        RunIds.require(runId);
        List<String> records = runs.getOrDefault(runId, List.of());
        if (number != records.size() + 1) {
            throw new JournalException("run " + runId + " has " + records.size() + " records, so number " + number
                    + " cannot be added: it was continued elsewhere");
        }
        runs.computeIfAbsent(runId, id -> new ArrayList<>()).add(record);
    }

    @Override
    public synchronized List<String> read(String runId) {
        return List.copyOf(runs.getOrDefault(runId, List.of()));
    }

    @Override
    public synchronized List<String> runs() {
        return List.copyOf(runs.keySet());
    }

    @Override
    public synchronized void delete(String runId) {
        runs.remove(runId);
    }
}
