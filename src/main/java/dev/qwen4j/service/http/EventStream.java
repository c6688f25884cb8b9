package dev.qwen4j.service.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A response of server-sent events. Sending never blocks, so that it is safe on the inference thread: a client that
 * does not read is cut off once its backlog is too long. Thread-safe; opened and closed by the thread that serves the
 * request.
 */
public final class EventStream implements AutoCloseable {
    private static final long BACKLOG_LIMIT_BYTES = 256 << 10;
    private static final Duration PING_INTERVAL = Duration.ofSeconds(15);

    private final RoutingContext request;
    private final HttpServerResponse response;
    private final AtomicLong backlogBytes = new AtomicLong();
    private final long pingTimer;

    /** Begins the response: status 200 and the headers are sent now. */
    public EventStream(RoutingContext request) {
        this.request = request;
        response = request.response();
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream; charset=utf-8")
                .putHeader("Cache-Control", "no-cache");
        pingTimer = request.vertx().setPeriodic(PING_INTERVAL.toMillis(), timer -> write(": ping\n\n"));
    }

    /** Sends an event without a name. {@code data} holds no line break. */
    public void send(String data) {
        write("data: " + data + "\n\n");
    }

    /** Sends a named event. {@code data} holds no line break. */
    public void send(String event, String data) {
        write("event: " + event + "\ndata: " + data + "\n\n");
    }

    private synchronized void write(String text) {
        Buffer bytes = Buffer.buffer(text);
        if (response.closed() || response.ended()) {
            return;
        }
        if (backlogBytes.addAndGet(bytes.length()) > BACKLOG_LIMIT_BYTES) {
            request.request().connection().close();
            return;
        }
        response.write(bytes).onComplete(written -> backlogBytes.addAndGet(-bytes.length()));
    }

    /** Ends the response. */
    @Override
    public synchronized void close() {
        request.vertx().cancelTimer(pingTimer);
        if (!response.closed()) {
            response.end();
        }
    }
}
