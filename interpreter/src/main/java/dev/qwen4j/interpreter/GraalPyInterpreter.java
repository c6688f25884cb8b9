package dev.qwen4j.interpreter;

import dev.qwen4j.interpreter.protocol.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Python by GraalPy in a process of its own, which starts with the first cell or by {@link #warmUp}.
 *
 * <p>What it covers: code that runs too long (interrupted, and killed a second later), too much memory, output or disk,
 * files outside the folder, sockets, processes, threads and Java classes. What it does not cover: a flaw in GraalPy or
 * the JVM that lets code out of the Python context runs with the rights of this process's user, and processor time is
 * limited by the cell's deadline alone.
 *
 * <p>Safe for use by several threads; their cells run one after the other.
 */
public final class GraalPyInterpreter implements CodeInterpreter {
    private static final Logger LOG = LoggerFactory.getLogger(GraalPyInterpreter.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    /** From the interrupt of a cell to the end of its process. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final int MAX_CODE_LENGTH = 1 << 20;

    private final Path folder;
    private final SandboxPolicy policy;
    private final WorkerLauncher launcher;
    private final ReentrantLock turn = new ReentrantLock();

    private volatile @Nullable WorkerProcess worker;
    private volatile boolean closed;
    private @Nullable FolderUsage usageAtStart;
    private boolean ready;
    private boolean usedByCells;
    private long cells;

    /**
     * Starts nothing yet.
     *
     * @param folder is created if it is absent; what is in it is visible to the code
     */
    public GraalPyInterpreter(Path folder, SandboxPolicy policy) {
        this(folder, policy, WorkerLauncher.ofThisJvm());
    }

    GraalPyInterpreter(Path folder, SandboxPolicy policy, WorkerLauncher launcher) {
        this.folder = folder.toAbsolutePath().normalize();
        this.policy = policy;
        this.launcher = launcher;
    }

    @Override
    public Path folder() {
        return folder;
    }

    /** Starts the process in the background, so that the first cell need not wait for it. A failure shows there. */
    public void warmUp() {
        Thread.ofVirtual().name("python-warm-up").start(() -> {
            turn.lock();
            try {
                if (worker == null && !closed) {
                    startWorker();
                }
            } catch (InterpreterException e) {
                LOG.debug("Python could not be started ahead of its first cell", e);
            } finally {
                turn.unlock();
            }
        });
    }

    @Override
    public Execution execute(String code, Consumer<String> onOutput) throws InterruptedException {
        if (code.length() > MAX_CODE_LENGTH) {
            return new Execution.Raised("", "MemoryError: the code is longer than " + MAX_CODE_LENGTH + " characters");
        }
        turn.lockInterruptibly();
        try {
            WorkerProcess dead = worker;
            if (dead != null && !dead.isAlive()) {
                worker = null;
                if (usedByCells) {
                    return new Execution.Died(
                            "", causeOfDeath(dead) + " after the last code; the new code was not run");
                }
            }
            Execution execution = run(readyWorker(), code, new CellText(policy.outputBytes(), onOutput));
            if (execution instanceof Execution.Completed) {
                launcher.cache().createInBackground(launcher);
            }
            return execution;
        } finally {
            turn.unlock();
        }
    }

    private WorkerProcess startWorker() {
        if (closed) {
            throw new InterpreterException("this Python session is closed; open a new one");
        }
        try {
            Files.createDirectories(folder);
            WorkerProcess started = launcher.start(policy, folder);
            worker = started;
            ready = false;
            usedByCells = false;
            if (closed) {
                started.kill();
            }
            FolderUsage usage = FolderUsage.of(folder);
            FolderUsage before = usageAtStart == null ? usage : usageAtStart;
            usageAtStart = before;
            started.send(new Message.Start(
                    folder.toString(),
                    policy.outputBytes(),
                    Math.max(0, policy.diskBytes() - (usage.bytes() - before.bytes())),
                    Math.max(0, policy.maxFiles() - (usage.files() - before.files()))));
            LOG.debug("Started Python process {} in {}", started.pid(), folder);
            return started;
        } catch (IOException e) {
            throw new InterpreterException("cannot start Python in " + folder + ": " + e.getMessage(), e);
        }
    }

    private WorkerProcess readyWorker() throws InterruptedException {
        WorkerProcess current = worker;
        if (current == null) {
            current = startWorker();
        }
        if (ready) {
            return current;
        }
        try {
            Message first = current.receive(START_LIMIT.toNanos());
            if (first instanceof Message.Ready) {
                ready = true;
                return current;
            }
            discard(current);
            throw new InterpreterException(
                    first == null
                            ? "Python did not start within " + START_LIMIT.toSeconds() + " s"
                            : "Python did not start: its process sent " + first);
        } catch (WorkerEndedException e) {
            String reason = current.causeOfDeath();
            discard(current);
            throw new InterpreterException("Python did not start: " + reason, e);
        }
    }

    private Execution run(WorkerProcess process, String code, CellText text) throws InterruptedException {
        long cell = ++cells;
        boolean settled = false;
        try {
            usedByCells = true;
            process.send(new Message.Execute(cell, code));
            Message.CellEnd end = awaitEnd(process, cell, text, policy.cellTimeout());
            if (end == null) {
                end = interrupt(process, cell, text);
            }
            settled = true;
            if (end == null) {
                discard(process);
            }
            return switch (end) {
                case Message.Completed completed -> new Execution.Completed(text.toString(), completed.value());
                case Message.Raised raised -> new Execution.Raised(text.toString(), raised.traceback());
                case Message.Interrupted interrupted ->
                    new Execution.TimedOut(text.toString(), policy.cellTimeout(), false);
                case null -> new Execution.TimedOut(text.toString(), policy.cellTimeout(), true);
            };
        } catch (IOException | WorkerEndedException e) {
            settled = true;
            Execution died = new Execution.Died(text.toString(), causeOfDeath(process));
            discard(process);
            return died;
        } finally {
            // Also where the caller was interrupted or its consumer threw: nobody waits for the cell any more.
            if (!settled) {
                stop(process, cell);
            }
        }
    }

    /** @return null if the cell still runs at the end of the limit */
    private static Message.@Nullable CellEnd awaitEnd(WorkerProcess process, long cell, CellText text, Duration limit)
            throws InterruptedException, WorkerEndedException {
        long deadline = System.nanoTime() + limit.toNanos();
        for (long left = limit.toNanos(); left > 0; left = deadline - System.nanoTime()) {
            Message message = process.receive(left);
            if (message instanceof Message.Output output && output.cell() == cell) {
                text.add(output.text());
            } else if (message instanceof Message.CellEnd end && end.cell() == cell) {
                text.addDropped(end.droppedBytes());
                return end;
            }
        }
        return null;
    }

    private static Message.@Nullable CellEnd interrupt(WorkerProcess process, long cell, CellText text)
            throws InterruptedException, WorkerEndedException, IOException {
        process.send(new Message.Interrupt(cell));
        return awaitEnd(process, cell, text, GRACE);
    }

    /** Ends a cell: by an interrupt, or with its process. */
    private void stop(WorkerProcess process, long cell) {
        boolean interrupted = Thread.interrupted();
        try {
            if (interrupt(process, cell, new CellText(0, part -> {})) == null) {
                discard(process);
            }
        } catch (IOException | WorkerEndedException e) {
            discard(process);
        } catch (InterruptedException e) {
            interrupted = true;
            discard(process);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private String causeOfDeath(WorkerProcess process) throws InterruptedException {
        if (closed) {
            return "the session was closed";
        }
        String cause = process.causeOfDeath();
        return cause.equals(WorkerProcess.OUT_OF_MEMORY)
                ? cause + ": the code may use " + (policy.heapBytes() >> 20) + " MiB"
                : cause;
    }

    private void discard(WorkerProcess process) {
        process.kill();
        worker = null;
    }

    @Override
    public void close() {
        closed = true;
        WorkerProcess last = worker;
        if (last != null) {
            last.kill();
        }
    }
}
