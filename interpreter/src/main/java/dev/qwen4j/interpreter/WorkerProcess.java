package dev.qwen4j.interpreter;

import dev.qwen4j.interpreter.protocol.Message;
import dev.qwen4j.interpreter.protocol.MessageReader;
import dev.qwen4j.interpreter.protocol.MessageWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One worker process and its pipe. Messages are received by one thread at a time; {@link #kill} may come from any.
 */
final class WorkerProcess {
    /** As {@link #causeOfDeath} says it. */
    static final String OUT_OF_MEMORY = "out of memory";

    /** Bounds what a worker can make the service hold; a full queue makes the worker wait. */
    private static final int QUEUED_MESSAGES = 32;

    private static final long EXIT_SECONDS = 2;
    private static final int CPU_LIMIT_SIGNAL = 24;

    private final Process process;
    private final MessageWriter writer;
    /** What the worker sent; empty at the end of its stream. */
    private final BlockingQueue<Optional<Message.FromWorker>> received = new LinkedBlockingQueue<>(QUEUED_MESSAGES);

    private final Thread reader;
    private volatile String lastWords = "";

    private WorkerProcess(Process process) {
        this.process = process;
        this.writer = new MessageWriter(process.getOutputStream());
        this.reader = Thread.ofPlatform()
                .daemon()
                .name("python-worker-" + process.pid())
                .start(this::receiveAll);
        Thread.ofPlatform()
                .daemon()
                .name("python-worker-stderr-" + process.pid())
                .start(this::listen);
    }

    static WorkerProcess start(ProcessBuilder builder) throws IOException {
        return new WorkerProcess(builder.start());
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** @throws IOException if the process is gone */
    void send(Message.ToWorker message) throws IOException {
        writer.write(message);
    }

    /**
     * Waits for the next message.
     *
     * @return null if the time is over
     * @throws WorkerEndedException if there is none because the process ended
     */
    Message.@Nullable FromWorker receive(long nanos) throws InterruptedException, WorkerEndedException {
        Optional<Message.FromWorker> next = received.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        if (next == null) {
            return null;
        }
        return next.orElseThrow(() -> {
            received.add(next);
            return new WorkerEndedException();
        });
    }

    private void receiveAll() {
        try {
            try {
                MessageReader messages = new MessageReader(process.getInputStream());
                while (messages.read() instanceof Message.FromWorker message) {
                    received.put(Optional.of(message));
                }
            } catch (IOException e) {
                lastWords = String.valueOf(e.getMessage());
            }
            // Whatever ended the stream, the process is of no more use. One that is ending keeps its own exit code.
            if (!process.waitFor(EXIT_SECONDS / 2, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            received.put(Optional.empty());
        } catch (InterruptedException e) {
            // Killed: what was not yet received does not matter, but whoever is waiting must learn of it.
            received.clear();
            received.add(Optional.empty());
        }
    }

    /** The worker's standard error is the JVM's own; what a cell prints comes as messages. */
    private void listen() {
        try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
            while (lines.readLine() instanceof String line) {
                if (!line.isBlank() && !line.startsWith("\t")) {
                    lastWords = line.strip();
                }
            }
        } catch (IOException e) {
            // The process is gone; what it said so far is kept.
            return;
        }
    }

    /** Why the process ended, in words; only after it did. */
    String causeOfDeath() throws InterruptedException {
        if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
            return "the Python process stopped answering";
        }
        int code = process.exitValue();
        if (code == WorkerLauncher.OUT_OF_MEMORY_EXIT) {
            return OUT_OF_MEMORY;
        }
        if (code == 128 + CPU_LIMIT_SIGNAL) {
            return "the Python process has used up its processor time";
        }
        if (code > 128) {
            return "the Python process was ended by signal " + (code - 128);
        }
        return "the Python process ended with exit code " + code + (lastWords.isEmpty() ? "" : ": " + lastWords);
    }

    /** Lets the process end by itself. */
    void closeInput() throws IOException {
        process.getOutputStream().close();
    }

    boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
        return process.waitFor(timeout, unit);
    }

    /** Ends the process at once, and returns when it has ended; in a bad case after two seconds. */
    void kill() {
        process.destroyForcibly();
        reader.interrupt();
        boolean interrupted = Thread.interrupted();
        try {
            process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
