package dev.qwen4j.service.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "run",
        description = "Runs a model: 'ask' if there is a question, or one is piped in, else 'chat'.",
        footer = {
            "",
            "Examples:",
            "  qwen4j run Qwen/Qwen-1_8B-Chat \"What is 37 * 43 + 5?\"",
            "  qwen4j run Qwen/Qwen-1_8B-Chat < question.txt",
            "  qwen4j run Qwen/Qwen-1_8B-Chat         (on a terminal: a conversation)"
        })
final class RunCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--json", description = "Print each event as one JSON object on a line of its own.")
    private boolean json;

    @Parameters(index = "0", paramLabel = "MODEL", description = "A folder, or the name of a model that was pulled.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String model;

    @Parameters(index = "1..*", paramLabel = "QUESTION", description = "The question; several words are joined.")
    private List<String> words = List.of();

    RunCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        String question = words.isEmpty() && !terminal.typing()
                ? new String(terminal.in().readAllBytes(), StandardCharsets.UTF_8)
                : String.join(" ", words);
        List<String> arguments = new ArrayList<>();
        if (words.isEmpty() && terminal.typing()) {
            arguments.addAll(List.of("chat", "--model", model));
            if (json) {
                arguments.add("--json");
            }
        } else {
            arguments.addAll(List.of("ask", "--model", model));
            if (json) {
                arguments.add("--json");
            }
            arguments.addAll(List.of("--", question));
        }
        return spec.root().commandLine().execute(arguments.toArray(String[]::new));
    }
}
