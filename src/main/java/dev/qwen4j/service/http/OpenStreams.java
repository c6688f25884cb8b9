package dev.qwen4j.service.http;

import dev.qwen4j.service.Qwen4jConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The event streams that clients read now: opened here, and told when the service ends. Thread-safe. */
@Singleton
public class OpenStreams {
    /** After the runs have written down where they stand, before the model closes. */
    private static final int AFTER_THE_RUNS = 200;

    private final Qwen4jConfig.Streams settings;
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();

    OpenStreams(Qwen4jConfig config) {
        settings = config.streams();
    }

    /** Begins a response of events; whoever opens it closes it. */
    public EventStream open(RoutingContext request) {
        EventStream stream = new EventStream(request, settings, open::remove);
        open.add(stream);
        return stream;
    }

    /** Streams that are open. */
    public int count() {
        return open.size();
    }

    void stop(@Observes @Priority(AFTER_THE_RUNS) ShutdownEvent event) {
        endAll();
    }

    /** Tells every client that the service ends. */
    void endAll() {
        for (EventStream stream : List.copyOf(open)) {
            stream.endWithService();
        }
    }
}
