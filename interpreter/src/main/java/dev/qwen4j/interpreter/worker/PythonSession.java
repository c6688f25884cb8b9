package dev.qwen4j.interpreter.worker;

import dev.qwen4j.interpreter.protocol.Message;
import dev.qwen4j.interpreter.protocol.MessageWriter;
import dev.qwen4j.interpreter.worker.library.LibraryCalls;
import dev.qwen4j.interpreter.worker.library.LibraryException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.EnvironmentAccess;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SandboxPolicy;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/**
 * One Python context that sees the session's files and nothing else of the host: no Java classes, no native code, no
 * processes, threads, sockets or environment. Used by one thread, save for {@link #interrupt}.
 */
final class PythonSession {
    private final Context context;
    private final CellOutput output;
    private final MessageWriter writer;
    private final HostCalls calls;
    private final LibraryCalls library = new LibraryCalls();
    private final Value runCell;
    private final Value preload;
    private final Value flush;

    private volatile long runningCell;

    /** @param libraries what Python imports from besides its own library */
    PythonSession(
            SessionFileSystem files, List<Path> libraries, CellOutput output, MessageWriter writer, HostCalls calls) {
        this.output = output;
        this.writer = writer;
        this.calls = calls;
        this.context = Context.newBuilder("python")
                .sandbox(SandboxPolicy.CONSTRAINED)
                .in(InputStream.nullInputStream())
                .out(output.stdout())
                .err(output.stderr())
                .allowIO(IOAccess.newBuilder()
                        .fileSystem(new GuestFileSystem(files, libraries))
                        .allowHostSocketAccess(false)
                        .build())
                .allowHostAccess(HostAccess.CONSTRAINED)
                .allowPolyglotAccess(PolyglotAccess.NONE)
                .allowEnvironmentAccess(EnvironmentAccess.NONE)
                .allowHostClassLookup(name -> false)
                .allowHostClassLoading(false)
                .allowNativeAccess(false)
                .allowCreateProcess(false)
                .allowCreateThread(false)
                .allowValueSharing(false)
                .option("engine.WarnInterpreterOnly", "false")
                .build();
        // Executed in a namespace of its own: the names of the cells are the user's alone.
        Value load = context.eval(
                "python",
                "lambda text, folder, libraries, host_call, show, library_call: (names := {'__name__': 'qwen4j_session',"
                        + " 'FOLDER': folder, 'LIBRARIES': libraries.split('\\n') if libraries else [],"
                        + " 'host_call': host_call, 'show': show, 'library_call': library_call},"
                        + " exec(compile(text, '<session>', 'exec'), names), names)[-1]");
        Value names = load.execute(
                script(),
                files.root().toString(),
                libraries.stream().map(Path::toString).collect(Collectors.joining("\n")),
                (ProxyExecutable) this::callHost,
                (ProxyExecutable) this::show,
                (ProxyExecutable) this::callLibrary);
        this.runCell = names.getHashValue("run_cell");
        this.preload = names.getHashValue("preload");
        this.flush = names.getHashValue("flush");
    }

    private static String script() {
        try (InputStream in = PythonSession.class.getResourceAsStream("session.py")) {
            if (in == null) {
                throw new IllegalStateException("session.py is missing from the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs one cell to its end. Whatever the code does short of ending the process is in the result. */
    Message.CellEnd run(long cell, String code) throws IOException {
        output.begin(cell);
        runningCell = cell;
        try {
            Value end = runCell.execute(code, cell);
            boolean raised = end.getArrayElement(0).asBoolean();
            String text = end.getArrayElement(1).asString();
            sendNames(cell, end.getArrayElement(2));
            long dropped = output.end();
            return raised ? new Message.Raised(cell, text, dropped) : new Message.Completed(cell, text, dropped);
        } catch (PolyglotException e) {
            if (e.isExit() || e.isCancelled()) {
                throw new IllegalStateException("the code closed its Python context", e);
            }
            flushQuietly();
            return e.isInterrupted()
                    ? new Message.Interrupted(cell, output.end())
                    : new Message.Raised(cell, describe(e), output.end());
        } finally {
            runningCell = 0;
        }
    }

    /** Of names that have changed; Python gives an empty text for names that have not. */
    private void sendNames(long cell, Value names) throws IOException {
        if (!names.isNull()) {
            writer.write(new Message.Names(cell, names.asString().lines().toList()));
        }
    }

    /** What the guest sees as {@code host_call(function, argument)}: a mark for success or failure, and a text. */
    private Object callHost(Value... arguments) {
        try {
            output.flush();
            Message.Answer answer = calls.call(runningCell, arguments[0].asString(), arguments[1].asString());
            return (answer.failed() ? "-" : "+") + answer.text();
        } catch (InterruptedException e) {
            // The context is being interrupted: Python never sees this value.
            Thread.currentThread().interrupt();
            return "-interrupted";
        } catch (IOException e) {
            return "-" + e.getMessage();
        }
    }

    /** What the guest sees as {@code library_call(name, argument)}: a mark for success or failure, and a text. */
    private Object callLibrary(Value... arguments) {
        try {
            return "+" + library.call(arguments[0].asString(), arguments[1].asString());
        } catch (LibraryException e) {
            return "-" + e.getMessage();
        }
    }

    /** What the guest sees as {@code show(mime_type, data)}: an empty text, or what went wrong. */
    private Object show(Value... arguments) {
        try {
            output.flush();
            writer.write(new Message.Shown(runningCell, arguments[0].asString(), arguments[1].asString()));
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** For errors that Python code cannot catch, mostly of features this sandbox leaves out. */
    private static String describe(PolyglotException e) {
        return e.isInternalError()
                ? "SystemError: not supported in this sandbox: " + e.getMessage()
                : String.valueOf(e.getMessage());
    }

    private void flushQuietly() {
        try {
            flush.execute();
        } catch (PolyglotException e) {
            // What the cell printed last is lost; how it ended still gets reported.
            return;
        }
    }

    /**
     * Imports one more module that cells often use, so that the first cell need not wait for it.
     *
     * @return whether there are more
     */
    boolean preloadNext() {
        return preload.execute().asBoolean();
    }

    /** Ends the cell that runs, from another thread; the session stays. Returns when it has ended or at the limit. */
    void interrupt(Duration limit) {
        try {
            context.interrupt(limit);
        } catch (TimeoutException e) {
            // Some built-in functions cannot be interrupted; the service then ends the process.
            return;
        }
    }
}
