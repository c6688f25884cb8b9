package dev.qwen4j.model.decode;

import dev.qwen4j.model.Completion;
import dev.qwen4j.model.ModelException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A generation and whoever waits for it. */
final class Request {
    private final Generation generation;
    private final CompletableFuture<Completion> result = new CompletableFuture<>();
    private volatile boolean cancelled;

    Request(Generation generation) {
        this.generation = generation;
    }

    Generation generation() {
        return generation;
    }

    boolean isCancelled() {
        return cancelled;
    }

    void cancel() {
        cancelled = true;
    }

    /** Gives back what it holds, then tells the caller. */
    void finish() {
        Completion completion;
        try {
            completion = generation.finish();
        } catch (RuntimeException | Error e) { // from the caller's listener
            fail(e);
            return;
        }
        generation.end();
        result.complete(completion);
    }

    /** The same for one whose caller does not want it any more. */
    void finishCancelled() {
        generation.end();
        result.completeExceptionally(new CancellationException());
    }

    void fail(Throwable cause) {
        try {
            generation.fail();
        } finally {
            result.completeExceptionally(cause);
        }
    }

    Completion await() throws InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    /** Waits for the end, whichever it is: the caller has been told of an interrupt already. */
    void awaitEnd() {
        while (!result.isDone()) {
            try {
                result.get();
            } catch (InterruptedException | ExecutionException | CancellationException e) {
                // Only the end counts.
            }
        }
    }

    private static RuntimeException unwrapped(ExecutionException e) {
        return switch (e.getCause()) {
            case Error error -> throw error;
            case RuntimeException cause -> cause;
            case null, default -> new ModelException("generation failed: " + e.getCause(), e);
        };
    }
}
