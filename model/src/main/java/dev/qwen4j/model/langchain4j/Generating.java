package dev.qwen4j.model.langchain4j;

import dev.langchain4j.exception.TimeoutException;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.Prompt;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A completion under way on a thread of its own, so that whoever reads its text, however slowly, never holds up the
 * inference thread, and can stop waiting for it.
 */
final class Generating {
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean cancelled;

    private sealed interface Event {
        record Piece(String text) implements Event {}

        record End(Completion completion) implements Event {}

        record Failure(Throwable cause) implements Event {}
    }

    Generating(LanguageModel model, Prompt prompt, GenerationConfig config) {
        thread = Thread.ofVirtual().name("qwen4j-generating").unstarted(() -> generate(model, prompt, config));
    }

    private void generate(LanguageModel model, Prompt prompt, GenerationConfig config) {
        Event end;
        try {
            end = new Event.End(model.complete(prompt, config, text -> events.add(new Event.Piece(text))));
        } catch (Throwable e) { // whoever waits has to be told, whatever it is
            end = new Event.Failure(e);
        }
        events.add(end);
    }

    /** Ends generation before its next token. May be called by any thread, more than once, before or after the end. */
    void cancel() {
        cancelled = true;
        thread.interrupt();
    }

    boolean isCancelled() {
        return cancelled;
    }

    /**
     * Generates, and tells of the text on the calling thread. Generation has ended when this returns or throws.
     *
     * @param timeout for the whole completion; null for none
     * @throws CancellationException if it was cancelled
     * @throws TimeoutException if it took longer
     * @throws InterruptedException if the calling thread was interrupted
     */
    Completion run(@Nullable Duration timeout, Consumer<String> onText) throws InterruptedException {
        long start = System.nanoTime();
        thread.start();
        try {
            while (true) {
                Event event = timeout == null ? events.take() : poll(timeout, start);
                if (cancelled) {
                    throw new CancellationException();
                }
                switch (event) {
                    case Event.Piece piece -> onText.accept(piece.text());
                    case Event.End end -> {
                        return end.completion();
                    }
                    case Event.Failure(RuntimeException e) -> throw e;
                    case Event.Failure(Error e) -> throw e;
                    case Event.Failure(Throwable e) -> throw new IllegalStateException(e);
                }
            }
        } finally {
            thread.interrupt();
            awaitEnd();
        }
    }

    private Event poll(Duration timeout, long start) throws InterruptedException {
        long left = timeout.toNanos() - (System.nanoTime() - start);
        Event event = left > 0 ? events.poll(left, TimeUnit.NANOSECONDS) : null;
        if (event == null) {
            throw new TimeoutException("the reply took longer than " + timeout);
        }
        return event;
    }

    private void awaitEnd() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
