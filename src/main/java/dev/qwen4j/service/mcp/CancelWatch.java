package dev.qwen4j.service.mcp;

import io.quarkiverse.mcp.server.Cancellation;
import java.util.function.BooleanSupplier;

/**
 * Interrupts the thread that serves a call when its client cancels it. The library can only be asked whether that has
 * happened, so it is asked now and then. Opened and closed by that thread.
 */
final class CancelWatch implements AutoCloseable {
    private static final long PAUSE_MILLIS = 100;

    private final Thread worker = Thread.currentThread();
    private final Thread watcher;
    private boolean closed;

    /** @param ending whether the service is ending, which cancels every call */
    CancelWatch(Cancellation cancellation, BooleanSupplier ending) {
        watcher = Thread.ofVirtual().name("mcp-cancel-watch").start(() -> watch(cancellation, ending));
    }

    private void watch(Cancellation cancellation, BooleanSupplier ending) {
        try {
            while (!cancellation.check().isRequested() && !ending.getAsBoolean()) {
                Thread.sleep(PAUSE_MILLIS);
            }
            cancel();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the call has ended
        }
    }

    private synchronized void cancel() {
        if (!closed) {
            worker.interrupt();
        }
    }

    /** Ends the watch; the thread is left without an interrupt, since it will serve other calls. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        watcher.interrupt();
        Thread.interrupted();
    }
}
