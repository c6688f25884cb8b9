package dev.qwen4j.model.decode;

import dev.qwen4j.model.ModelException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * The one thread on which the engine runs; callers queue in the order of their calls. One thread, because every thread
 * that calls PyTorch gets its own pool of helper threads, and the pools would fight for the cores.
 */
public final class InferenceThread implements AutoCloseable {
    /** Replaces a thread that an error ended; what was under way on that is lost. */
    private final AtomicInteger threads = new AtomicInteger();

    private final ExecutorService executor = Executors.newSingleThreadExecutor(work -> {
        threads.incrementAndGet();
        return Thread.ofPlatform().name("qwen4j-inference").daemon().unstarted(work);
    });

    /**
     * Runs {@code work} on the inference thread and waits for it. {@code work} is given a question to ask now and then:
     * whether its caller was interrupted; it then throws {@link CancellationException}.
     *
     * @throws InterruptedException if the caller was interrupted; {@code work} has ended when this is thrown
     */
    public <T> T call(Function<BooleanSupplier, T> work) throws InterruptedException {
        AtomicBoolean cancelled = new AtomicBoolean();
        Future<T> result;
        try {
            result = executor.submit(() -> {
                if (cancelled.get()) {
                    throw new CancellationException();
                }
                return work.apply(cancelled::get);
            });
        } catch (RejectedExecutionException e) {
            throw new ModelException("the model was closed", e);
        }
        try {
            return result.get();
        } catch (InterruptedException e) {
            cancelled.set(true);
            awaitEnd(result);
            throw e;
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    /** Runs {@code work} on the inference thread, after what waits there already. */
    void execute(Runnable work) {
        executor.execute(work);
    }

    /** Whether an error that nobody caught ended the thread. */
    public boolean hasDied() {
        return threads.get() > 1;
    }

    private static void awaitEnd(Future<?> result) {
        while (!result.isDone()) {
            try {
                result.get();
            } catch (InterruptedException | ExecutionException e) {
                // Only the end counts: the caller is told of its own interrupt, not of how the work ended.
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

    /** Waits for the call that is running, refuses those that wait. */
    @Override
    public void close() {
        executor.shutdownNow();
        executor.close();
    }
}
