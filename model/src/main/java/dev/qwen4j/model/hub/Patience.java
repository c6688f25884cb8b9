package dev.qwen4j.model.hub;

import java.io.IOException;
import java.time.Duration;

/** Decides how often something that failed is tried again: a few times, each after a longer pause. */
final class Patience {
    private static final int ATTEMPTS = 5;

    private final Hub hub;
    private final Duration firstPause;
    private final PullListener listener;
    private int failures;

    Patience(Hub hub, Duration firstPause, PullListener listener) {
        this.hub = hub;
        this.firstPause = firstPause;
        this.listener = listener;
    }

    /** Forgets past failures, because something worked. */
    void renew() {
        failures = 0;
    }

    /**
     * Returns when it is time for the next attempt.
     *
     * @throws HubException if there were enough
     */
    void afterFailure(String what, IOException cause) throws InterruptedException {
        failures++;
        String reason = what + ": " + reasonOf(cause);
        if (failures == ATTEMPTS) {
            throw new HubException(
                    reason + " (" + ATTEMPTS + " attempts): check the network, set " + hub.endpointVariable()
                            + " to a mirror or " + hub.timeoutVariable() + " to more seconds, then run it again; it"
                            + " continues where it stopped",
                    cause);
        }
        Duration pause = firstPause.multipliedBy(1L << (failures - 1));
        listener.retrying(reason, pause);
        Thread.sleep(pause);
    }

    /** Connection failures often come without a message of their own. */
    private static String reasonOf(IOException cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
