package dev.qwen4j.service.cli;

import dev.qwen4j.interpreter.CodeInterpreter;
import dev.qwen4j.interpreter.Execution;
import dev.qwen4j.interpreter.SandboxPolicy;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "python",
        description = "Runs Python in the sandbox that the model's python tool uses: no network, no processes, no files"
                + " outside one folder.",
        footer = {
            "",
            "Examples:",
            "  qwen4j python -c \"print(sum(range(10)))\"",
            "  qwen4j python script.py",
            "  echo \"print(6 * 7)\" | qwen4j python",
            "  qwen4j python                 (on a terminal, or with -i: line by line; :help lists its commands)"
        })
final class PythonCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final InterpreterOpener interpreters;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Qwen4jCommand program;

    @Option(names = "-c", paramLabel = "CODE", description = "The code to run.")
    @Nullable
    private String code;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "A file to run; - or nothing reads standard input.")
    @Nullable
    private Path file;

    @Option(names = "-i", description = "Line by line, as on a terminal, also where the input is none.")
    private boolean interactive;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "The only folder that the code can read and write, its working directory. Default: a fresh"
                    + " temporary one, kept if the code wrote into it.")
    @Nullable
    private Path folder;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "Wall-clock limit. Default: 30.")
    private long timeoutSeconds = SandboxPolicy.DEFAULT.cellTimeout().toSeconds();

    @Option(
            names = "--json",
            description = "Print one JSON object: outcome, stdout, stderr, value, traceback, message.")
    private boolean json;

    PythonCommand(Terminal terminal, InterpreterOpener interpreters) {
        this.terminal = terminal;
        this.interpreters = interpreters;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (code != null && file != null) {
            throw new CommandFailure(ExitStatus.USAGE, "both -c and a file are given: give one of them");
        }
        if (folder != null && !Files.isDirectory(folder)) {
            throw new CommandFailure(ExitStatus.USAGE, "--folder " + folder + " is not a folder: create it first");
        }
        boolean lineByLine = interactive || (code == null && file == null && terminal.typing());
        if (lineByLine && json) {
            throw new CommandFailure(
                    ExitStatus.USAGE, "--json is for code that runs as a whole: give a file, -c, or pipe it in");
        }
        if (lineByLine && (code != null || file != null)) {
            throw new CommandFailure(ExitStatus.USAGE, "-i reads what is typed: leave out -c and the file");
        }
        String source = lineByLine ? null : code == null ? SourceText.read(file, terminal) : code;
        if (folder != null) {
            return run(source, folder);
        }
        Path temporary = Files.createTempDirectory("qwen4j-python-");
        try {
            return run(source, temporary);
        } finally {
            deleteIfEmpty(temporary);
        }
    }

    /** @param source null to read line by line */
    private int run(@Nullable String source, Path workingFolder) throws InterruptedException, IOException {
        SandboxPolicy policy = SandboxPolicy.DEFAULT.withCellTimeout(Duration.ofSeconds(timeoutSeconds));
        try (CodeInterpreter interpreter = interpreters.open(workingFolder.toAbsolutePath(), policy)) {
            if (source == null) {
                try (Lines lines = Lines.of(terminal, program.environment().data("python-history"), PythonRepl.WORDS)) {
                    new PythonRepl(terminal, interpreter).run(lines);
                }
                return ExitStatus.OK;
            }
            return Interrupts.during(() -> json
                    ? PythonResult.print(interpreter, source, terminal)
                    : exitStatus(interpreter.execute(source, new TerminalListener(terminal))));
        }
    }

    private int exitStatus(Execution execution) {
        return switch (execution) {
            case Execution.Completed completed -> ExitStatus.OK;
            case Execution.Raised raised -> {
                terminal.error().print(raised.traceback().stripTrailing() + "\n");
                yield ExitStatus.FAILED;
            }
            case Execution.Interrupted interrupted -> ExitStatus.INTERRUPTED;
            case Execution.TimedOut late -> {
                terminal.complain("the code ran longer than " + late.limit().toSeconds()
                        + " s: make it faster or give it more time with --timeout");
                yield ExitStatus.FAILED;
            }
            case Execution.Died died -> {
                terminal.complain("the Python process died: " + died.reason());
                yield ExitStatus.FAILED;
            }
        };
    }

    private static void deleteIfEmpty(Path temporary) throws IOException {
        try {
            Files.deleteIfExists(temporary);
        } catch (DirectoryNotEmptyException e) {
            // What the code wrote stays.
        }
    }
}
