package dev.qwen4j.model.hub;

import java.time.Duration;

/** Hears how a pull goes on, in the thread that pulls. Sizes are in bytes. */
public interface PullListener {
    /** Hears nothing. */
    PullListener SILENT = new PullListener() {};

    /** {@code file} is about to be fetched; an earlier attempt left {@code present} of its {@code size}. */
    default void started(String file, long present, long size) {}

    /** {@code received} of {@code size} are there; may be less than before when the hub had to start over. */
    default void progressed(String file, long received, long size) {}

    /** {@code file} is complete, checked, and in its place. */
    default void finished(String file, long size) {}

    /** Another thread or process fetches {@code file}; this one waits for it. */
    default void waiting(String file) {}

    /** Something failed that may pass; the next attempt follows after {@code pause}. */
    default void retrying(String reason, Duration pause) {}
}
