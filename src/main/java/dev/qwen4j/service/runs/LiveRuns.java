package dev.qwen4j.service.runs;

import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.service.openai.InvalidRequestException;
import dev.qwen4j.service.store.RunLeases;
import dev.qwen4j.service.store.StoreException;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** The runs that this process works on, each under a lease that keeps other replicas away. Thread-safe. */
@Singleton
class LiveRuns {
    private static final Logger LOG = Logger.getLogger(LiveRuns.class);
    private static final int BEFORE_THE_MODEL_CLOSES = 1000;

    private final RunLeases leases;
    private final Map<String, LiveRun> live = new ConcurrentHashMap<>();

    LiveRuns(RunLeases leases) {
        this.leases = leases;
    }

    /**
     * Begins to work on a run.
     *
     * @param resume what others do if this process ends in the middle
     * @param journals what the run is written down in
     * @param before as of {@link LiveRun}, as are {@code work} and {@code end}
     * @throws InvalidRequestException if it is being worked on; {@code end} is not called then
     */
    LiveRun start(
            String id,
            RunLeases.Resume resume,
            ClosableJournals journals,
            Supplier<List<ToldEvent>> before,
            Function<Consumer<AgentEvent>, Outcome> work,
            Runnable end) {
        if (!leases.take(id, resume)) {
            throw conflict(id);
        }
        LiveRun run = new LiveRun(id, resume != RunLeases.Resume.NO, journals, before, work, () -> {
            try {
                giveBack(id, journals.isClosed());
            } finally {
                live.remove(id);
                end.run();
            }
        });
        if (live.putIfAbsent(id, run) != null) {
            throw conflict(id); // Its lease had ended meanwhile, and is ours again.
        }
        run.start();
        return run;
    }

    private static InvalidRequestException conflict(String id) {
        return InvalidRequestException.conflict("run '" + id + "' is being worked on");
    }

    private void giveBack(String id, boolean toOthers) {
        try {
            if (toOthers) {
                leases.handOver(id);
            } else {
                leases.release(id);
            }
        } catch (StoreException e) {
            LOG.warnf("The lease of run %s ends by itself: %s", id, e.getMessage());
        }
    }

    /** The run if this process works on it. */
    Optional<LiveRun> find(String id) {
        return Optional.ofNullable(live.get(id));
    }

    /** Whether this process or another one works on the run. */
    boolean isWorkedOn(String id) {
        return live.containsKey(id) || leases.isHeld(id);
    }

    /** The runs that this process or another one works on. */
    Set<String> workedOn() {
        Set<String> all = new HashSet<>(leases.held());
        all.addAll(live.keySet());
        return all;
    }

    /**
     * Runs that are under way are left to the next process or another replica, or cancelled where nobody would ask for
     * what comes of them. They end before the model does.
     */
    void stop(@Observes @Priority(BEFORE_THE_MODEL_CLOSES) ShutdownEvent event) throws InterruptedException {
        List<LiveRun> last = List.copyOf(live.values());
        last.forEach(LiveRun::leave);
        for (LiveRun run : last) {
            run.awaitEnd();
        }
    }
}
