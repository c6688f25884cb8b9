package dev.qwen4j.service.http;

import dev.qwen4j.service.Qwen4jConfig;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A response of server-sent events. Sending never blocks, so that it is safe on the inference thread: a client that
 * does not read is cut off once its backlog is too long. Thread-safe; opened and closed by the thread that serves the
 * request.
 */
public final class EventStream implements AutoCloseable {
    /** What a client hears whose stream ends with the service; a run can be taken up again when that is back. */
    private static final String CLOSING = "event: error\ndata: {\"error\":{\"message\":\"the server is shutting down\","
            + "\"type\":\"server_error\",\"param\":null,\"code\":\"server_shutting_down\"}}\n\n";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(5);

    private final Thread worker = Thread.currentThread();
    private final RoutingContext request;
    private final HttpServerResponse response;
    private final long backlogLimitBytes;
    private final Consumer<EventStream> onClose;
    private final AtomicLong backlogBytes = new AtomicLong();
    private final long pingTimer;

    /**
     * Whether a client wants its answer as events.
     *
     * @param asked what the body says; null leaves that to the {@code Accept} header
     */
    public static boolean isWanted(@Nullable Boolean asked, @Nullable String accept) {
        return asked != null ? asked : accept != null && accept.contains("text/event-stream");
    }

    /**
     * Begins the response: status 200 and the headers are sent now.
     *
     * @param onClose is told of the end
     */
    EventStream(RoutingContext request, Qwen4jConfig.Streams settings, Consumer<EventStream> onClose) {
        this.request = request;
        this.onClose = onClose;
        backlogLimitBytes = settings.backlog().asLongValue();
        response = request.response();
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream; charset=utf-8")
                .putHeader("Cache-Control", "no-cache");
        // The framework takes the type from a response without an entity as soon as its thread is free, which may
        // be before the event loop has come to writing it.
        response.writeHead()
                .toCompletionStage()
                .toCompletableFuture()
                .completeOnTimeout(null, PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .exceptionally(gone -> null)
                .join();
        pingTimer = request.vertx().setPeriodic(settings.ping().toMillis(), timer -> write(": ping\n\n"));
    }

    /** Sends an event without a name. {@code data} holds no line break. */
    public void send(String data) {
        write("data: " + data + "\n\n");
    }

    /** Sends a named event. {@code data} holds no line break. */
    public void send(String event, String data) {
        write("event: " + event + "\ndata: " + data + "\n\n");
    }

    /**
     * Sends a named event of any length, after waiting for a client that is behind. Not for the inference thread. A client
     * that does not read for a while is cut off.
     */
    public void sendPatiently(String event, String data) {
        writePatiently("event: " + event + "\ndata: " + data + "\n\n");
    }

    /** The same with an id, which a client that comes back tells in {@code Last-Event-ID}. */
    public void sendPatiently(String id, String event, String data) {
        writePatiently("id: " + id + "\nevent: " + event + "\ndata: " + data + "\n\n");
    }

    private void writePatiently(String text) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (backlogBytes.get() > 0 && backlogBytes.get() + text.length() > backlogLimitBytes && !ended()) {
                if (System.nanoTime() > deadline) {
                    request.request().connection().close();
                    return;
                }
                Thread.sleep(POLL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        write(text, Long.MAX_VALUE);
    }

    private synchronized boolean ended() {
        return response.closed() || response.ended();
    }

    private void write(String text) {
        write(text, backlogLimitBytes);
    }

    private synchronized void write(String text, long limitBytes) {
        Buffer bytes = Buffer.buffer(text);
        if (ended()) {
            return;
        }
        if (backlogBytes.addAndGet(bytes.length()) > limitBytes) {
            request.request().connection().close();
            return;
        }
        response.write(bytes).onComplete(written -> backlogBytes.addAndGet(-bytes.length()));
    }

    /** Ends the response with word that the service ends, and what was being done for it. */
    synchronized void endWithService() {
        if (!ended()) {
            write(CLOSING);
            close();
            worker.interrupt();
        }
    }

    /** Ends the response. */
    @Override
    public synchronized void close() {
        request.vertx().cancelTimer(pingTimer);
        onClose.accept(this);
        if (!ended()) {
            response.end();
        }
    }
}
