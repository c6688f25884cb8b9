package dev.qwen4j.service.runs;

import dev.qwen4j.agent.journal.JournalException;
import dev.qwen4j.agent.journal.Journals;
import java.util.List;

/** The journals as one run sees them: closed once somebody else is to go on with it, so that it leaves no more in them. */
final class ClosableJournals implements Journals {
    private final Journals journals;
    private volatile boolean closed;

    ClosableJournals(Journals journals) {
        this.journals = journals;
    }

    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void append(String runId, int number, String record) {
        if (closed) {
            throw new JournalException("the service is ending: run " + runId + " is gone on with by the next one");
        }
        journals.append(runId, number, record);
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
