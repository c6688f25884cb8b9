package dev.qwen4j.service.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

@Command(
        name = "qwen4j",
        description = "Runs Qwen-Chat models inside the JVM and lets them work with tools.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Qwen4jCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:success",
            "1:the run ended without an answer, or the code that was run raised an error",
            "2:wrong usage",
            "3:the model cannot be used: a file is missing, damaged, or of an unknown kind",
            "4:not enough memory",
            "5:network: the port is in use, the address cannot be bound, or a download failed",
            "130:interrupted"
        },
        footer = {"", "In a clone of the repository, 'qwen4j test' builds everything and runs every test."})
final class Qwen4jCommand implements Callable<Integer> {
    private final ProcessEnvironment environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Print timings and, after an error, its stack trace to standard error.")
    boolean verbose;

    Qwen4jCommand(ProcessEnvironment environment) {
        this.environment = environment;
    }

    ProcessEnvironment environment() {
        return environment;
    }

    /** Without a subcommand: shows the help, as an error. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitStatus.USAGE;
    }

    /** The version in the manifest of the program's jar. */
    static final class Version implements IVersionProvider {
        static String ofProgram() {
            String version = Main.class.getPackage().getImplementationVersion();
            return Objects.requireNonNullElse(version, "(not packaged)");
        }

        @Override
        public String[] getVersion() {
            return new String[] {"qwen4j " + ofProgram(), "Java " + Runtime.version()};
        }
    }
}
