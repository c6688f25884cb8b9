package dev.qwen4j.interpreter.sessions;

import java.time.Duration;

/**
 * How many sessions are kept, and for how long.
 *
 * @param maxSessions sessions at the same time
 * @param idle after which a session's process is ended; its variables are gone, its files and cells stay
 * @param kept since its last use, after which a session is deleted with its files
 */
public record SessionLimits(int maxSessions, Duration idle, Duration kept) {
    /** 16 sessions; half an hour; a day. */
    public static final SessionLimits DEFAULT = new SessionLimits(16, Duration.ofMinutes(30), Duration.ofDays(1));

    public SessionLimits {
        if (maxSessions < 1) {
            throw new IllegalArgumentException("maxSessions must be positive but is " + maxSessions);
        }
        if (idle.isNegative() || idle.isZero() || kept.compareTo(idle) < 0) {
            throw new IllegalArgumentException(
                    "idle must be positive and kept not shorter, but they are " + idle + " and " + kept);
        }
    }
}
