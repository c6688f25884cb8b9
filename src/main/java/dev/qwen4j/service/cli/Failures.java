package dev.qwen4j.service.cli;

import dev.qwen4j.interpreter.InterpreterException;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.hub.HubException;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns every way a command can fail into one line for the user and an exit status. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private final Terminal terminal;
    private final Qwen4jCommand options;

    Failures(Terminal terminal, Qwen4jCommand options) {
        this.terminal = terminal;
        this.options = options;
    }

    @Override
    public int handleParseException(ParameterException failure, String[] args) {
        String command = failure.getCommandLine().getCommandSpec().qualifiedName();
        terminal.complain(failure.getMessage() + ": see '" + command + " --help'");
        return ExitStatus.USAGE;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        return report(failure);
    }

    /** Shows {@code failure} and returns the status to exit with. */
    int report(Throwable failure) {
        if (options.verbose) {
            failure.printStackTrace(terminal.error());
        }
        if (isOutOfMemory(failure)) {
            terminal.complain("not enough memory: close other programs, use a smaller checkpoint or --dtype int8");
            return ExitStatus.NO_MEMORY;
        }
        String message = Objects.requireNonNullElse(
                failure.getMessage(), failure.getClass().getSimpleName());
        return switch (failure) {
            case CommandFailure e -> complain(message, e.exitStatus());
            case HubException e -> complain(message, ExitStatus.NETWORK);
            case ModelException e -> complain(message, ExitStatus.BAD_MODEL);
            case InterpreterException e -> complain(message, ExitStatus.FAILED);
            case IllegalArgumentException e -> complain(message, ExitStatus.USAGE);
            case InterruptedException e -> complain("interrupted", ExitStatus.INTERRUPTED);
            default ->
                complain(
                        "unexpected failure, " + rootCause(failure)
                                + ": run it again with --verbose and report what it prints",
                        ExitStatus.FAILED);
        };
    }

    private int complain(String line, int exitStatus) {
        terminal.complain(line);
        return exitStatus;
    }

    static Throwable rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** The engine's allocator reports exhaustion as an exception of its own, in words. */
    private static boolean isOutOfMemory(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause -> cause instanceof OutOfMemoryError
                        || String.valueOf(cause.getMessage())
                                .toLowerCase(Locale.ROOT)
                                .contains("can't allocate memory"));
    }
}
