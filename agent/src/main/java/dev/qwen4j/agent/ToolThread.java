package dev.qwen4j.agent;

import dev.qwen4j.tools.ToolCall;
import dev.qwen4j.tools.ToolRegistry;
import dev.qwen4j.tools.ToolResult;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes a call on a thread of its own, so that a tool that does not hear interrupts cannot hold up the run. A platform
 * thread: one that computes and never waits would keep virtual threads from running.
 */
final class ToolThread {
    /** What an interrupted tool is given to end tidily. */
    private static final Duration GRACE = Duration.ofMillis(100);

    /** The same where the run itself is at its end, which must not be late. */
    private static final Duration LAST_GRACE = Duration.ofMillis(20);

    private final long start = System.nanoTime();
    private final FutureTask<ToolResult> task;
    private final Thread thread;

    private ToolThread(ToolRegistry tools, ToolCall call) {
        task = new FutureTask<>(() -> tools.call(call));
        thread = Thread.ofPlatform().daemon().name("tool call").start(task);
    }

    static ToolThread start(ToolRegistry tools, ToolCall call) {
        return new ToolThread(tools, call);
    }

    /** Since the call began. */
    Duration time() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    void interrupt() {
        thread.interrupt();
    }

    /**
     * What came of the call.
     *
     * @param limit time from its beginning
     * @throws TimeoutException if the call took longer than {@code limit}; it was interrupted
     * @throws InterruptedException if the calling thread was interrupted; so was the call
     */
    ToolResult result(Duration limit) throws InterruptedException, TimeoutException {
        try {
            return task.get(limit.minus(time()).toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            return new ToolResult.Failed("Error: the tool was interrupted: try again, or another way");
        } catch (TimeoutException e) {
            thread.interrupt();
            thread.join(GRACE);
            throw e;
        } catch (InterruptedException e) {
            thread.interrupt();
            thread.join(LAST_GRACE);
            throw e;
        }
    }
}
