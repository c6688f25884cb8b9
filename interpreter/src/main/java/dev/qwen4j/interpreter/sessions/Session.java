package dev.qwen4j.interpreter.sessions;

import dev.qwen4j.interpreter.CellListener;
import dev.qwen4j.interpreter.CodeInterpreter;
import dev.qwen4j.interpreter.Display;
import dev.qwen4j.interpreter.Execution;
import dev.qwen4j.interpreter.GraalPyInterpreter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** One session that can be found again: its process, its cells so far and its files. Safe for use by several threads. */
public final class Session {
    private final String id;
    private final Instant created;
    private final GraalPyInterpreter interpreter;
    private final SessionFiles files;
    private final Journal journal;
    private final InstantSource clock;
    private final ReentrantLock turn = new ReentrantLock();
    private final List<CellRecord> cells;

    private volatile Instant lastUsed;

    Session(
            String id,
            Instant created,
            GraalPyInterpreter interpreter,
            SessionFiles files,
            Journal journal,
            List<CellRecord> cells,
            InstantSource clock) {
        this.id = id;
        this.created = created;
        this.interpreter = interpreter;
        this.files = files;
        this.journal = journal;
        this.cells = new ArrayList<>(cells);
        this.clock = clock;
        this.lastUsed = clock.instant();
    }

    /** Names the session for as long as it exists. */
    public String id() {
        return id;
    }

    public Instant created() {
        return created;
    }

    /** When something was last asked of it. */
    public Instant lastUsed() {
        return lastUsed;
    }

    /** Whether it has a process at the moment, and with it its variables. */
    public boolean isRunning() {
        return interpreter.isRunning();
    }

    /** The names that its cells have defined. */
    public List<String> names() {
        return interpreter.names();
    }

    public SessionFiles files() {
        lastUsed = clock.instant();
        return files;
    }

    /** The cells that have run, in order. */
    public List<CellRecord> cells() {
        synchronized (cells) {
            return List.copyOf(cells);
        }
    }

    /**
     * Runs one cell; others wait for their turn. Interrupting the calling thread ends the cell.
     *
     * @return the cell as it is remembered from now on
     */
    public CellRecord execute(String code, CellListener listener) throws InterruptedException {
        return run(code, listener).record();
    }

    /**
     * This session for those who work with an interpreter: what they run are cells like others. Closing it does nothing.
     */
    public CodeInterpreter interpreter() {
        return new View();
    }

    private record Ran(Execution execution, CellRecord record) {}

    private Ran run(String code, CellListener listener) throws InterruptedException {
        turn.lockInterruptibly();
        try {
            lastUsed = clock.instant();
            Map<String, SessionFiles.Entry> before = files.snapshot();
            Recorder recorder = new Recorder(listener);
            Execution execution = interpreter.execute(code, recorder);
            CellRecord cell = recorder.record(cells().size() + 1, code, execution, files.changedSince(before));
            journal.append(cell);
            synchronized (cells) {
                cells.add(cell);
            }
            return new Ran(execution, cell);
        } catch (IOException e) {
            throw new UncheckedIOException("the session's folder cannot be used", e);
        } finally {
            lastUsed = clock.instant();
            turn.unlock();
        }
    }

    /** Ends the cell that runs; see {@link dev.qwen4j.interpreter.CodeInterpreter#interrupt}. */
    public boolean interrupt() {
        return interpreter.interrupt();
    }

    /** Ends the process of a session that was not used for a while, unless a cell runs. */
    void hibernate(String reason) {
        interpreter.hibernate(reason);
    }

    void close() {
        interpreter.close();
    }

    private final class View implements CodeInterpreter {
        @Override
        public Path folder() {
            return interpreter.folder();
        }

        @Override
        public Execution execute(String code, CellListener listener) throws InterruptedException {
            return run(code, listener).execution();
        }

        @Override
        public boolean interrupt() {
            return Session.this.interrupt();
        }

        @Override
        public void close() {}
    }

    /** Passes on what comes, and keeps it for the record. */
    private final class Recorder implements CellListener {
        private final CellListener listener;
        private final List<CellRecord.Output> outputs = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private String stream = "stdout";

        Recorder(CellListener listener) {
            this.listener = listener;
        }

        @Override
        public void output(String part) {
            add("stdout", part);
            listener.output(part);
        }

        @Override
        public void error(String part) {
            add("stderr", part);
            listener.error(part);
        }

        @Override
        public void display(Display display) {
            endText();
            outputs.add(new CellRecord.Output("display", display.data(), display.mimeType()));
            listener.display(display);
        }

        private void add(String to, String part) {
            if (!to.equals(stream)) {
                endText();
                stream = to;
            }
            text.append(part);
        }

        private void endText() {
            if (!text.isEmpty()) {
                outputs.add(new CellRecord.Output(stream, text.toString(), null));
                text.setLength(0);
            }
        }

        CellRecord record(int number, String code, Execution execution, List<String> changed) {
            endText();
            addNote(execution.output());
            CellRecord.Output ending = CellRecord.ending(execution);
            if (ending != null) {
                outputs.add(ending);
            }
            return new CellRecord(
                    number,
                    code,
                    CellRecord.status(execution),
                    outputs,
                    changed,
                    interpreter.names(),
                    CellRecord.lost(execution));
        }

        /** What the execution says at its end about output that was left out. */
        private void addNote(String all) {
            int printed = outputs.stream()
                    .filter(output -> output.type().startsWith("std"))
                    .mapToInt(output -> output.text().length())
                    .sum();
            if (all.length() > printed) {
                outputs.add(new CellRecord.Output("stderr", all.substring(printed), null));
            }
        }
    }
}
