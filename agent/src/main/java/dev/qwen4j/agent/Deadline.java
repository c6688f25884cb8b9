package dev.qwen4j.agent;

import java.time.Duration;

/** Interrupts the thread that set it when the time is up, unless it was closed before. */
final class Deadline implements AutoCloseable {
    private final Thread worker = Thread.currentThread();
    private final Thread watch;
    private boolean passed;
    private boolean closed;

    private Deadline(Duration time) {
        watch = Thread.ofVirtual().name("deadline of " + worker.getName()).unstarted(() -> waitFor(time));
    }

    static Deadline in(Duration time) {
        Deadline deadline = new Deadline(time);
        deadline.watch.start();
        return deadline;
    }

    private void waitFor(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            return;
        }
        pass();
    }

    private synchronized void pass() {
        if (!closed) {
            passed = true;
            worker.interrupt();
        }
    }

    /** Whether the time was up before this was closed. */
    synchronized boolean passed() {
        return passed;
    }

    /** Ends the wait and takes back an interrupt of its own. */
    @Override
    public synchronized void close() {
        closed = true;
        watch.interrupt();
        if (passed) {
            Thread.interrupted();
        }
    }
}
