package dev.qwen4j.service.cli;

import dev.qwen4j.interpreter.GraalPyInterpreter;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** Starts the program. The HTTP service, too, is started from here, by the {@code serve} command. */
@QuarkusMain
public final class Main {
    private Main() {}

    /** Runs the command in {@code args} and ends the process with its {@link ExitStatus}. */
    public static void main(String... args) {
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager"); // before anything logs
        Terminal terminal = Terminal.ofProcess(
                System.in, new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err));
        System.setOut(System.err); // what a library prints is not a result
        Interrupts.install();
        ModelOpener models = (folder, options) -> ProgressBar.loading(terminal, folder, options);
        System.exit(run(terminal, ProcessEnvironment.ofProcess(), models, GraalPyInterpreter::new, args));
    }

    /** Runs the command in {@code args} and returns its {@link ExitStatus}. */
    static int run(
            Terminal terminal,
            ProcessEnvironment environment,
            ModelOpener models,
            InterpreterOpener interpreters,
            String... args) {
        Qwen4jCommand root = new Qwen4jCommand(environment);
        Failures failures = new Failures(terminal, root);
        CommandLine commands = new CommandLine(root)
                .addSubcommand(new AskCommand(terminal, models))
                .addSubcommand(new ChatCommand(terminal, models))
                .addSubcommand(new RunCommand(terminal))
                .addSubcommand(new ServeCommand(terminal))
                .addSubcommand(new PsCommand(terminal))
                .addSubcommand(new StopCommand(terminal))
                .addSubcommand(new PythonCommand(terminal, interpreters))
                .addSubcommand(new PullCommand(terminal, environment))
                .addSubcommand(new ListCommand(terminal, environment))
                .addSubcommand(new RmCommand(terminal, environment))
                .addSubcommand(new TokenizeCommand(terminal))
                .addSubcommand(new ReactCommand(terminal))
                .addSubcommand(new ScoreCommand(terminal))
                .addSubcommand(new PerplexityCommand(terminal))
                .addSubcommand(new ShowCommand(terminal))
                .addSubcommand(new CommandLine(new BenchCommand())
                        .addSubcommand(new BenchSpeedCommand(terminal))
                        .addSubcommand(new BenchMemoryCommand(terminal))
                        .addSubcommand(new BenchMakeRandomCommand(terminal)))
                .addSubcommand(new DoctorCommand(terminal, interpreters))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(new OutputStreamWriter(terminal.out(), StandardCharsets.UTF_8), true))
                .setErr(new PrintWriter(new OutputStreamWriter(terminal.error(), StandardCharsets.UTF_8), true))
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures);
        try {
            return commands.execute(args);
        } catch (OutOfMemoryError | StackOverflowError | LinkageError e) { // picocli hands over exceptions only
            return failures.report(e);
        }
    }
}
