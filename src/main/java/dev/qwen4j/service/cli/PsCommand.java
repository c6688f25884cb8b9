package dev.qwen4j.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "ps", description = "Lists the runs that a service works on, or that wait for consent.")
final class PsCommand implements Callable<Integer> {
    private static final List<String> UNDER_WAY = List.of("running", "waiting");

    private static final int LONGEST_QUESTION = 60;

    private final Terminal terminal;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Qwen4jCommand program;

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Option(
            names = {"-a", "--all"},
            description = "Runs that have ended too.")
    private boolean all;

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    PsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<JsonNode> runs = new ArrayList<>();
        for (JsonNode run : service.send(
                        "GET", "/v1/runs", program.environment().variables())
                .path("data")) {
            if (all || UNDER_WAY.contains(run.path("status").asText())) {
                runs.add(run);
            }
        }
        if (json) {
            runs.forEach(run -> terminal.out().print(run + "\n"));
            return ExitStatus.OK;
        }
        terminal.out().print(row("RUN", "STATUS", "STEPS", "QUESTION"));
        for (JsonNode run : runs) {
            terminal.out()
                    .print(row(
                            run.path("id").asText(),
                            run.path("status").asText(),
                            run.path("steps").asText(),
                            shortened(run.path("question").asText())));
        }
        return ExitStatus.OK;
    }

    private static String shortened(String question) {
        String line = Terminal.harmless(question.replaceAll("\\s+", " "));
        return line.codePointCount(0, line.length()) <= LONGEST_QUESTION
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST_QUESTION - 1)) + "…";
    }

    private static String row(String id, String status, String steps, String question) {
        return Terminal.harmless(String.format(Locale.ROOT, "%-36s  %-13s  %5s  %s%n", id, status, steps, question));
    }
}
