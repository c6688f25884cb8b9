package dev.qwen4j.service.runs;

import dev.qwen4j.service.ResidentModel;
import dev.qwen4j.service.http.ServerBusyException;
import dev.qwen4j.service.openai.InvalidRequestException;
import dev.qwen4j.service.store.RunLeases;
import dev.qwen4j.service.store.StoreException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the leases of this replica's runs, cancels those that were to be cancelled by way of another replica, and goes on
 * with runs that other replicas left behind.
 */
@Singleton
class RunKeeper {
    private static final Logger LOG = Logger.getLogger(RunKeeper.class);

    /** Of a lease's time; so two renewals may fail. */
    private static final int ROUNDS_IN_A_LEASE = 3;

    private static final Duration LONGEST_ROUND = Duration.ofSeconds(2);

    private final RunLeases leases;
    private final Runs runs;
    private final ResidentModel resident;
    private @Nullable Thread thread;

    RunKeeper(RunLeases leases, Runs runs, ResidentModel resident) {
        this.leases = leases;
        this.runs = runs;
        this.resident = resident;
    }

    void start(@Observes StartupEvent event) {
        thread = Thread.ofPlatform().daemon().name("qwen4j-run-keeper").start(this::keep);
    }

    void stop(@Observes ShutdownEvent event) {
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void keep() {
        Duration round = leases.time().dividedBy(ROUNDS_IN_A_LEASE);
        Duration pause = round.compareTo(LONGEST_ROUND) < 0 ? round : LONGEST_ROUND;
        boolean deadAreGone = false;
        boolean warned = false;
        while (true) {
            try {
                if (!deadAreGone) {
                    leases.endThoseOfTheDead();
                    deadAreGone = true;
                }
                renewAndTakeOver();
                warned = false;
            } catch (RuntimeException e) {
                if (!warned) {
                    LOG.warnf("The leases of runs cannot be kept: %s", e.getMessage());
                    warned = true;
                }
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void renewAndTakeOver() {
        leases.renew();
        leases.toCancel().forEach(id -> runs.live(id).ifPresent(LiveRun::cancel));
        if (resident.state() instanceof ResidentModel.State.Ready(var model)) {
            for (RunLeases.Left left : leases.left()) {
                try {
                    runs.takeOver(left, model);
                } catch (ServerBusyException e) {
                    return; // Somebody else may have a place for it.
                } catch (InvalidRequestException e) {
                    LOG.debugf("Run %s was taken over by another replica", left.runId());
                } catch (StoreException e) {
                    throw e;
                } catch (RuntimeException e) {
                    LOG.warnf(e, "Run %s cannot be gone on with", left.runId());
                    leases.forget(left.runId());
                }
            }
        }
    }
}
