package dev.qwen4j.service.mcp;

import dev.qwen4j.service.OfferedTools;
import dev.qwen4j.service.Qwen4jConfig;
import dev.qwen4j.service.Toolbox;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A folder and a Python session for each client, from its first call until it has been idle for as long as
 * {@code qwen4j.interpreter.idle} says. Thread-safe.
 */
@Singleton
class McpToolboxes {
    private static final long SWEEP_MILLIS = 60_000;

    private final OfferedTools offered;
    private final Duration idle;
    private final int most;
    private final InstantSource clock;
    private final Map<String, Entry> open = new HashMap<>();
    private boolean closed;

    @Inject
    McpToolboxes(OfferedTools offered, Qwen4jConfig config, Vertx vertx) {
        this(offered, config.interpreter().idle(), config.interpreter().maxSessions(), InstantSource.system());
        vertx.setPeriodic(SWEEP_MILLIS, timer -> Thread.ofVirtual().start(this::sweep));
    }

    McpToolboxes(OfferedTools offered, Duration idle, int most, InstantSource clock) {
        this.offered = offered;
        this.idle = idle;
        this.most = most;
        this.clock = clock;
    }

    /** A toolbox while it is used; close it after the call. */
    interface Use extends AutoCloseable {
        Toolbox toolbox();

        @Override
        void close();
    }

    private static final class Entry {
        final Toolbox toolbox;
        int users;
        Instant lastUsed;

        Entry(Toolbox toolbox, Instant now) {
            this.toolbox = toolbox;
            lastUsed = now;
        }
    }

    /**
     * The toolbox of a client, opened if need be. One that nobody uses makes room for it.
     *
     * @throws IllegalStateException if every toolbox is in use
     */
    Use use(String client) {
        Toolbox evicted = null;
        Entry entry;
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("the service is ending");
            }
            entry = open.get(client);
            if (entry == null) {
                evicted = open.size() < most ? null : evict();
                entry = new Entry(Toolbox.open(offered.settings()), clock.instant());
                open.put(client, entry);
            }
            entry.users++;
        }
        discard(evicted);
        return new Used(entry);
    }

    private Toolbox evict() {
        Optional<Map.Entry<String, Entry>> longest = open.entrySet().stream()
                .filter(candidate -> candidate.getValue().users == 0)
                .min(Comparator.comparing(candidate -> candidate.getValue().lastUsed));
        if (longest.isEmpty()) {
            throw new IllegalStateException("all " + most + " tool sessions are in use: try again later");
        }
        open.remove(longest.get().getKey());
        return longest.get().getValue().toolbox;
    }

    private final class Used implements Use {
        private final Entry entry;

        Used(Entry entry) {
            this.entry = entry;
        }

        @Override
        public Toolbox toolbox() {
            return entry.toolbox;
        }

        @Override
        public void close() {
            synchronized (McpToolboxes.this) {
                entry.users--;
                entry.lastUsed = clock.instant();
            }
        }
    }

    /** Ends what has been idle for too long. */
    void sweep() {
        List<Entry> ended;
        synchronized (this) {
            Instant limit = clock.instant().minus(idle);
            ended = open.values().stream()
                    .filter(entry -> entry.users == 0 && entry.lastUsed.isBefore(limit))
                    .toList();
            open.values().removeAll(ended);
        }
        ended.forEach(entry -> discard(entry.toolbox));
    }

    void stop(@Observes ShutdownEvent event) {
        List<Entry> last;
        synchronized (this) {
            closed = true;
            last = List.copyOf(open.values());
            open.clear();
        }
        last.forEach(entry -> discard(entry.toolbox));
    }

    private static void discard(@Nullable Toolbox toolbox) {
        if (toolbox != null) {
            toolbox.discard();
        }
    }
}
