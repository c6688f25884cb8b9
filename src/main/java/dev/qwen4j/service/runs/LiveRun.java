package dev.qwen4j.service.runs;

import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * A run that this process works on, on a thread of its own, and everything that was told of it, so that whoever comes
 * later hears the same. Thread-safe.
 */
final class LiveRun {
    private static final Logger LOG = Logger.getLogger(LiveRun.class);

    private final String id;
    private final List<ToldEvent> told = new ArrayList<>();
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final Thread worker;
    private final ClosableJournals journals;
    private final boolean resumable;
    private boolean ended;

    /**
     * @param resumable whether somebody goes on with it if this process ends
     * @param journals what it is written down in
     * @param before what was told earlier; asked for once nobody else works on the run
     * @param work the run, up to its end or until it waits
     * @param end called once the run no longer needs this process
     */
    LiveRun(
            String id,
            boolean resumable,
            ClosableJournals journals,
            Supplier<List<ToldEvent>> before,
            Function<Consumer<AgentEvent>, Outcome> work,
            Runnable end) {
        this.id = id;
        this.resumable = resumable;
        this.journals = journals;
        worker = Thread.ofVirtual().name("run " + id).unstarted(() -> {
            try {
                tell(before.get());
                outcome.complete(work.apply(event -> tell(List.of(ToldEvent.of(event)))));
            } catch (RuntimeException | Error e) {
                LOG.warnf(e, "Run %s broke off", id);
                outcome.completeExceptionally(e);
            } finally {
                try {
                    end.run();
                } finally {
                    end();
                }
            }
        });
    }

    void start() {
        worker.start();
    }

    String id() {
        return id;
    }

    private synchronized void tell(List<ToldEvent> events) {
        if (journals.isClosed()) {
            return; // Whoever goes on with it tells what happens.
        }
        told.addAll(events);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /**
     * What is told from the {@code index}th event on. Waits until there is something.
     *
     * @return empty if nothing comes any more, because the run has ended or waits
     */
    synchronized List<ToldEvent> from(int index) throws InterruptedException {
        while (told.size() <= index && !ended) {
            wait();
        }
        return List.copyOf(told.subList(index, told.size()));
    }

    void cancel() {
        worker.interrupt();
    }

    /** Stops working on the run: without a word if somebody goes on with it, else it is cancelled. */
    void leave() {
        if (resumable) {
            journals.close();
        }
        cancel();
    }

    /** Waits until the run has ended or waits for somebody; its session is closed by then. */
    synchronized void awaitEnd() throws InterruptedException {
        while (!ended) {
            wait();
        }
    }

    /**
     * As {@link #awaitEnd}.
     *
     * @throws RuntimeException whatever kept it from being worked on
     */
    Outcome await() throws InterruptedException {
        awaitEnd();
        try {
            return outcome.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("run " + id + " broke off", e.getCause());
        }
    }
}
