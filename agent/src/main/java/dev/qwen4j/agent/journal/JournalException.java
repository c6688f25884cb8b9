package dev.qwen4j.agent.journal;

/** A journal could not be written or read. The message names the run and the cause. */
public final class JournalException extends RuntimeException {
    public JournalException(String message) {
        super(message);
    }

    public JournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
