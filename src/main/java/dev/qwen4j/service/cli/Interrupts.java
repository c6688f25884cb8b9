package dev.qwen4j.service.cli;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/**
 * Turns Ctrl-C into an interrupt of the work in progress. Without work in progress, or pressed again before the work has
 * ended, it ends the process with {@link ExitStatus#INTERRUPTED}.
 */
final class Interrupts {
    private static final AtomicReference<@Nullable Thread> WORKING = new AtomicReference<>();

    private Interrupts() {}

    /** Work that can be interrupted. */
    interface Work<T> {
        T run() throws InterruptedException;
    }

    /** Installed once, when the process starts. */
    static void install() {
        Signal.handle(new Signal("INT"), signal -> onSignal());
    }

    /** Runs {@code work} on this thread, which Ctrl-C interrupts while it lasts. */
    static <T> T during(Work<T> work) throws InterruptedException {
        WORKING.set(Thread.currentThread());
        try {
            return work.run();
        } finally {
            WORKING.set(null);
        }
    }

    /** Something that waits for a person. */
    interface Reading {
        @Nullable
        String line() throws IOException;
    }

    /** Waits for a person in the middle of work, which is not in progress meanwhile. */
    static @Nullable String idle(Reading reading) throws IOException {
        Thread working = WORKING.getAndSet(null);
        try {
            return reading.line();
        } finally {
            WORKING.set(working);
        }
    }

    /** What Ctrl-C does. */
    static void onSignal() {
        Thread working = WORKING.getAndSet(null);
        if (working == null) {
            System.exit(ExitStatus.INTERRUPTED);
        } else {
            working.interrupt();
        }
    }
}
