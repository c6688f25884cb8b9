package dev.qwen4j.interpreter.worker;

import dev.qwen4j.interpreter.protocol.Message;
import dev.qwen4j.interpreter.protocol.MessageReader;
import dev.qwen4j.interpreter.protocol.MessageWriter;
import dev.qwen4j.interpreter.protocol.ProtocolException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The worker process. Its first thread reads messages and never runs Python, so that it can interrupt a cell, and end
 * the process as soon as the service has closed the pipe or is gone, whatever Python is doing.
 */
public final class WorkerMain {
    /** Deep enough for a few thousand Python frames; a larger one makes deep recursion impossible to interrupt. */
    private static final long PYTHON_STACK_BYTES = 16 << 20;

    private static final Duration INTERRUPT_LIMIT = Duration.ofMillis(900);

    /** How long the session must have been idle for unasked work. */
    private static final long IDLE_MILLIS = 100;

    private final MessageWriter writer;
    private final HostCalls calls;
    private final ScheduledExecutorService python =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(null, task, "python", PYTHON_STACK_BYTES));

    private volatile @Nullable PythonSession session;
    /** Its number, or -1. */
    private volatile long runningCell = -1;

    private long lastCellNanos = System.nanoTime();

    private WorkerMain(MessageWriter writer) {
        this.writer = writer;
        this.calls = new HostCalls(writer);
    }

    /** Takes no arguments: everything comes as messages on the standard input. */
    public static void main(String[] args) throws IOException {
        InputStream in = new FileInputStream(FileDescriptor.in);
        MessageWriter writer = new MessageWriter(new FileOutputStream(FileDescriptor.out));
        System.setIn(InputStream.nullInputStream());
        System.setOut(System.err);
        new WorkerMain(writer).serve(new MessageReader(in));
        Runtime.getRuntime().halt(0);
    }

    private void serve(MessageReader reader) throws IOException {
        while (reader.read() instanceof Message message) {
            switch (message) {
                case Message.Start start -> runPython(() -> open(start));
                case Message.Execute execute -> runPython(() -> run(execute));
                case Message.Interrupt interrupt -> interrupt(interrupt.cell());
                case Message.Answer answer -> calls.answered(answer);
                case Message.FromWorker other ->
                    throw new IOException(
                            "a worker is not told " + other.getClass().getSimpleName());
            }
        }
    }

    private void open(Message.Start start) throws IOException {
        Quota quota = new Quota(start.diskBytes(), start.files());
        SessionFileSystem files = new SessionFileSystem(Path.of(start.folder()), quota);
        List<Path> libraries = start.libraries().stream().map(Path::of).toList();
        session = new PythonSession(files, libraries, new CellOutput(writer, start.outputBytes()), writer, calls);
        writer.write(new Message.Ready());
        python.schedule(task(this::preload), IDLE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** One module a task, and none right after a cell: the next one may be on its way. */
    private void preload() {
        PythonSession open = session;
        if (System.nanoTime() - lastCellNanos < TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS)) {
            python.schedule(task(this::preload), IDLE_MILLIS, TimeUnit.MILLISECONDS);
        } else if (open != null && open.preloadNext()) {
            runPython(this::preload);
        }
    }

    private void run(Message.Execute execute) throws IOException {
        PythonSession open = session;
        if (open == null) {
            throw new IOException("a session must be started before its first cell");
        }
        runningCell = execute.cell();
        Message.CellEnd end = open.run(execute.cell(), execute.code());
        runningCell = -1;
        lastCellNanos = System.nanoTime();
        try {
            writer.write(end);
        } catch (ProtocolException e) {
            writer.write(new Message.Raised(end.cell(), "MemoryError: the result is too long to show", 0));
        }
    }

    private void interrupt(long cell) {
        PythonSession open = session;
        if (open != null && runningCell == cell) {
            open.interrupt(INTERRUPT_LIMIT);
        }
    }

    private interface Task {
        void run() throws IOException;
    }

    private void runPython(Task task) {
        python.execute(task(task));
    }

    /** Nothing that a task throws is part of the contract with the service: the process has no more use. */
    private static Runnable task(Task task) {
        return () -> {
            try {
                task.run();
            } catch (IOException | RuntimeException | Error e) {
                e.printStackTrace();
                Runtime.getRuntime().halt(1);
            }
        };
    }
}
