package dev.qwen4j.agent.journal;

import java.util.List;

/**
 * Keeps one journal for each run: records of text, numbered from 1 without a gap, that are only ever added at the end.
 * What is in a record is the loop's business. Thread-safe, also between processes where the journals outlive one.
 */
public interface Journals {
    /**
     * Adds a record and returns once it would survive the end of this process, for journals on disk also the machine's.
     *
     * @param runId 1 to 64 letters, digits, {@code _} or {@code -}
     * @param number one more than that of the run's last record; 1 begins the journal
     * @param record JSON in one line
     * @throws JournalException if the number is not the next one, because somebody else continued the run, or if the
     *     record could not be kept; then it is not part of the journal
     */
    void append(String runId, int number, String record);

    /**
     * The records of a run, in order; a record that was being added when the process died is not among them.
     *
     * @return empty if there is no such run
     * @throws JournalException if the journal is damaged or cannot be read
     */
    List<String> read(String runId);

    /**
     * The records of a run after the first {@code number}, in order.
     *
     * @throws JournalException if the journal is damaged or cannot be read
     */
    default List<String> readAfter(String runId, int number) {
        List<String> records = read(runId);
        return records.subList(Math.min(number, records.size()), records.size());
    }

    /** The ids of all runs, in no particular order. */
    List<String> runs();

    /** Forgets a run; does nothing if there is none. */
    void delete(String runId);
}
