package dev.qwen4j.interpreter;

import dev.qwen4j.interpreter.protocol.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Python by GraalPy in a process of its own, which starts with the first cell or by {@link #warmUp}.
 *
 * <p>What it covers: code that runs too long (interrupted, and killed a second later), too much memory, output or disk,
 * files outside the folder, sockets, processes, threads and Java classes. What it does not cover: a flaw in GraalPy or
 * the JVM that lets code out of the Python context runs with the rights that the process has; {@link WorkerOptions} says
 * how the system narrows those.
 *
 * <p>Safe for use by several threads; their cells run one after the other.
 */
public final class GraalPyInterpreter implements CodeInterpreter {
    private static final Logger LOG = LoggerFactory.getLogger(GraalPyInterpreter.class);
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final int MAX_CODE_LENGTH = 1 << 20;
    /** Number of the cell that prepares a process; names it defines are not the user's. */
    private static final long PRELUDE = 0;

    private final Path folder;
    private final SandboxPolicy policy;
    private final WorkerLauncher launcher;
    private final Map<String, HostFunction> functions;
    private String prelude = "";
    private final ReentrantLock turn = new ReentrantLock();

    private volatile @Nullable WorkerProcess worker;
    private volatile @Nullable CellRun running;
    private volatile boolean closed;
    private @Nullable FolderUsage usageAtStart;
    private volatile List<String> names = List.of();
    private @Nullable String endedBecause;
    private boolean ready;
    private boolean usedByCells;
    private boolean cacheAsked;
    private long cells;

    /**
     * Starts nothing yet.
     *
     * @param folder is created if it is absent; what is in it is visible to the code
     */
    public GraalPyInterpreter(Path folder, SandboxPolicy policy) {
        this(folder, policy, WorkerOptions.DEFAULT, Map.of());
    }

    /**
     * Starts nothing yet.
     *
     * @param folder is created if it is absent; what is in it is visible to the code
     * @param functions what code may call in this JVM, by name
     */
    public GraalPyInterpreter(
            Path folder, SandboxPolicy policy, WorkerOptions options, Map<String, HostFunction> functions) {
        this(folder, policy, WorkerLauncher.ofThisJvm(options), functions);
    }

    GraalPyInterpreter(
            Path folder, SandboxPolicy policy, WorkerLauncher launcher, Map<String, HostFunction> functions) {
        this.folder = folder.toAbsolutePath().normalize();
        this.policy = policy;
        this.launcher = launcher;
        this.functions = new HashMap<>(functions);
    }

    /**
     * Lets code call tools, as functions of their names and as {@code tools.name(...)}. To be called before the first
     * cell.
     */
    public void offer(ToolFunctions tools) {
        turn.lock();
        try {
            functions.putAll(tools.functions());
            prelude += tools.prelude();
        } finally {
            turn.unlock();
        }
    }

    /**
     * Starts the process and waits until it can run cells.
     *
     * @throws InterpreterException if it cannot be started
     */
    public void start() throws InterruptedException {
        turn.lockInterruptibly();
        try {
            readyWorker();
        } finally {
            turn.unlock();
        }
    }

    /** Whether the process is there; false before it is first needed, and after it has ended. */
    public boolean isRunning() {
        WorkerProcess current = worker;
        return current != null && current.isAlive();
    }

    /** The names that the cells have defined so far, in that order. */
    public List<String> names() {
        return names;
    }

    /**
     * Takes over the folder of a session that ended with its JVM: the next {@link #execute} does not run its code but
     * says what is gone.
     *
     * @param lost names that the session had defined
     */
    public void resume(List<String> lost, String reason) {
        turn.lock();
        try {
            names = List.copyOf(lost);
            endedBecause = reason;
        } finally {
            turn.unlock();
        }
    }

    /**
     * Ends the process of a session that nobody uses, unless a cell runs. The next {@link #execute} does not run its code
     * but says what is gone, if anything was defined; the one after that works in a fresh process.
     *
     * @return whether no process is left
     */
    public boolean hibernate(String reason) {
        if (!turn.tryLock()) {
            return false;
        }
        try {
            WorkerProcess idle = worker;
            if (idle != null) {
                discard(idle);
                endedBecause = usedByCells ? reason : endedBecause;
            }
            return true;
        } finally {
            turn.unlock();
        }
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
    public Execution execute(String code, CellListener listener) throws InterruptedException {
        if (code.length() > MAX_CODE_LENGTH) {
            return new Execution.Raised("", "MemoryError: the code is longer than " + MAX_CODE_LENGTH + " characters");
        }
        turn.lockInterruptibly();
        try {
            WorkerProcess dead = worker;
            if (dead != null && !dead.isAlive()) {
                worker = null;
                if (usedByCells) {
                    String reason = causeOfDeath(dead) + " after the last code; the new code was not run";
                    return new Execution.Died("", reason, loseNames());
                }
            }
            String ended = endedBecause;
            endedBecause = null;
            if (ended != null && !names.isEmpty()) {
                return new Execution.Died("", ended + "; the new code was not run", loseNames());
            }
            Execution execution = run(readyWorker(), code, new CellText(policy.outputBytes(), listener));
            if (!cacheAsked && execution instanceof Execution.Completed) {
                cacheAsked = true;
                launcher.cache().createInBackground(launcher);
            }
            return execution;
        } finally {
            turn.unlock();
        }
    }

    @Override
    public boolean interrupt() {
        CellRun cell = running;
        if (cell == null) {
            return false;
        }
        cell.interrupt();
        return true;
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
                    launcher.libraries().stream().map(Path::toString).toList(),
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
        CellRun cell = new CellRun(process, ++cells, text, functions, changed -> names = changed.names());
        boolean settled = false;
        try {
            runPrelude(process);
            usedByCells = true;
            running = cell;
            Message.CellEnd end = cell.run(code, policy.cellTimeout());
            settled = true;
            if (end == null) {
                replace(process);
            }
            return switch (end) {
                case Message.Completed completed -> new Execution.Completed(text.toString(), completed.value());
                case Message.Raised raised -> new Execution.Raised(text.toString(), raised.traceback());
                case Message.Interrupted interrupted -> stopped(cell, text, false);
                case null -> stopped(cell, text, true);
            };
        } catch (IOException | WorkerEndedException e) {
            settled = true;
            String cause = causeOfDeath(process);
            replace(process);
            return cell.interruptAsked() && !closed
                    ? stopped(cell, text, true)
                    : new Execution.Died(text.toString(), cause, loseNames());
        } finally {
            running = null;
            // Also where the caller was interrupted or its listener threw: nobody waits for the cell any more.
            if (!settled) {
                stop(process, cell);
            }
        }
    }

    /** What a fresh process must know before its first cell. */
    private void runPrelude(WorkerProcess process) throws InterruptedException, IOException, WorkerEndedException {
        if (usedByCells || prelude.isEmpty()) {
            return;
        }
        CellText ignored = new CellText(policy.outputBytes(), part -> {});
        Message.CellEnd end = new CellRun(process, PRELUDE, ignored, functions, names -> {}).run(prelude, START_LIMIT);
        if (end instanceof Message.Raised raised) {
            throw new InterpreterException("the session could not be prepared: " + raised.traceback());
        }
    }

    private Execution stopped(CellRun cell, CellText text, boolean sessionLost) {
        List<String> lost = sessionLost ? loseNames() : List.of();
        return cell.interruptAsked()
                ? new Execution.Interrupted(text.toString(), sessionLost, lost)
                : new Execution.TimedOut(text.toString(), policy.cellTimeout(), sessionLost, lost);
    }

    private List<String> loseNames() {
        List<String> lost = names;
        names = List.of();
        return lost;
    }

    /** Ends a cell: by an interrupt, or with its process. */
    private void stop(WorkerProcess process, CellRun cell) {
        boolean interrupted = Thread.interrupted();
        try {
            if (cell.abandon() == null) {
                replace(process);
            }
        } catch (IOException | WorkerEndedException e) {
            replace(process);
        } catch (InterruptedException e) {
            interrupted = true;
            replace(process);
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

    /** So that the next cell waits less, its process starts at once. */
    private void replace(WorkerProcess process) {
        discard(process);
        warmUp();
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
