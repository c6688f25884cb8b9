package dev.qwen4j.interpreter;

import dev.qwen4j.interpreter.protocol.Message;
import dev.qwen4j.tools.ToolException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One cell in a worker, from its sending to its end. Driven by the thread that executes it; {@link #interrupt} may come
 * from any other.
 */
final class CellRun {
    /** From the interrupt of a cell to the end of its process. */
    static final Duration GRACE = Duration.ofSeconds(1);

    /** A cell that calls more often than this is in a loop that will not end well. */
    private static final int MAX_CALLS = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(CellRun.class);

    private final WorkerProcess process;
    private final long cell;
    private final CellText text;
    private final Map<String, HostFunction> functions;
    private final Consumer<Message.Names> onNames;

    private volatile boolean interruptAsked;
    private volatile boolean ended;
    private @Nullable Thread calling;
    private int calls;

    CellRun(
            WorkerProcess process,
            long cell,
            CellText text,
            Map<String, HostFunction> functions,
            Consumer<Message.Names> onNames) {
        this.process = process;
        this.cell = cell;
        this.text = text;
        this.functions = functions;
        this.onNames = onNames;
    }

    /** Whether {@link #interrupt} was called. */
    boolean interruptAsked() {
        return interruptAsked;
    }

    /**
     * Runs the cell to its end, or through its deadline: interrupt, and if that does not help, nothing more.
     *
     * @return null if the cell still runs
     */
    Message.@Nullable CellEnd run(String code, Duration limit)
            throws InterruptedException, WorkerEndedException, IOException {
        process.send(new Message.Execute(cell, code));
        Message.CellEnd end = awaitEnd(limit);
        return end == null ? stop() : end;
    }

    /** Ends a cell for which nobody waits any more. */
    Message.@Nullable CellEnd abandon() throws InterruptedException, WorkerEndedException, IOException {
        interruptAsked = true;
        text.mute();
        return stop();
    }

    private Message.@Nullable CellEnd stop() throws InterruptedException, WorkerEndedException, IOException {
        process.send(new Message.Interrupt(cell));
        return awaitEnd(GRACE);
    }

    /** Asks for the end of the cell, and sees to it that it comes. */
    synchronized void interrupt() {
        if (ended || interruptAsked) {
            return;
        }
        interruptAsked = true;
        if (calling != null) {
            calling.interrupt();
        }
        Thread.ofVirtual().name("python-interrupt").start(() -> {
            try {
                process.send(new Message.Interrupt(cell));
                Thread.sleep(GRACE);
            } catch (IOException | InterruptedException e) {
                LOG.debug("Cell {} could not be interrupted", cell, e);
            }
            if (!ended) {
                process.kill();
            }
        });
    }

    /** @return null if the cell still runs at the end of the limit */
    private Message.@Nullable CellEnd awaitEnd(Duration limit)
            throws InterruptedException, WorkerEndedException, IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        for (long left = limit.toNanos(); left > 0; left = deadline - System.nanoTime()) {
            Message message = process.receive(left);
            if (message instanceof Message.Output output && output.cell() == cell) {
                text.add(output);
            } else if (message instanceof Message.Shown shown && shown.cell() == cell) {
                text.add(shown);
            } else if (message instanceof Message.Names names && names.cell() == cell) {
                onNames.accept(names);
            } else if (message instanceof Message.Call call && call.cell() == cell) {
                long begun = System.nanoTime();
                process.send(answer(call));
                deadline += System.nanoTime() - begun;
            } else if (message instanceof Message.CellEnd end && end.cell() == cell) {
                text.addDropped(end.droppedBytes());
                end();
                return end;
            }
        }
        return null;
    }

    private synchronized void end() {
        ended = true;
    }

    private Message.Answer answer(Message.Call call) throws InterruptedException {
        HostFunction function = functions.get(call.function());
        if (function == null) {
            return new Message.Answer(call.call(), true, "there is no function '" + call.function() + "' here");
        }
        if (++calls > MAX_CALLS) {
            return new Message.Answer(call.call(), true, "one cell may make " + MAX_CALLS + " calls");
        }
        if (!beginCall()) {
            return new Message.Answer(call.call(), true, "interrupted");
        }
        try {
            return new Message.Answer(call.call(), false, function.call(call.argument()));
        } catch (ToolException e) {
            return new Message.Answer(call.call(), true, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            if (!interruptAsked) {
                throw e;
            }
            return new Message.Answer(call.call(), true, "interrupted");
        } catch (RuntimeException e) {
            LOG.error("Function {} failed unexpectedly", call.function(), e);
            String reason =
                    call.function() + " failed unexpectedly (" + e.getClass().getSimpleName() + ")";
            return new Message.Answer(call.call(), true, reason);
        } finally {
            endCall();
        }
    }

    private synchronized boolean beginCall() {
        calling = interruptAsked ? null : Thread.currentThread();
        return calling != null;
    }

    /** An interrupt of the cell that came too late for the function must not stay with the thread. */
    private synchronized void endCall() {
        calling = null;
        if (interruptAsked) {
            Thread.interrupted();
        }
    }
}
