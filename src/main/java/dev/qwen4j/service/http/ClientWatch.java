package dev.qwen4j.service.http;

import io.vertx.ext.web.RoutingContext;

/**
 * Interrupts the thread that serves a request when its client goes away, which cancels the generation, the tool call
 * and the Python cell it waits for. Opened and closed by that thread.
 */
public final class ClientWatch implements AutoCloseable {
    private final Thread worker = Thread.currentThread();
    private boolean closed;

    public ClientWatch(RoutingContext request) {
        request.addEndHandler(end -> {
            if (end.failed()) {
                cancel();
            }
        });
        if (request.response().closed()) {
            cancel();
        }
    }

    private synchronized void cancel() {
        if (!closed) {
            worker.interrupt();
        }
    }

    /** Ends the watch; the thread is left without an interrupt, since it will serve other requests. */
    @Override
    public synchronized void close() {
        closed = true;
        Thread.interrupted();
    }
}
