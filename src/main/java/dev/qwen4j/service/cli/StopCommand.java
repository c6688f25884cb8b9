package dev.qwen4j.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "stop", description = "Ends runs of a service, wherever they stand; 'qwen4j ps' lists them.")
final class StopCommand implements Callable<Integer> {
    private final Terminal terminal;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Qwen4jCommand program;

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "The runs.")
    private List<String> runs = List.of();

    StopCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> variables = program.environment().variables();
        for (String run : runs) {
            String id = URLEncoder.encode(run, StandardCharsets.UTF_8);
            JsonNode stopped = service.send("POST", "/v1/runs/" + id + "/cancel", variables);
            terminal.out()
                    .print(
                            json
                                    ? stopped + "\n"
                                    : Terminal.harmless(
                                            run + " " + stopped.path("status").asText() + "\n"));
        }
        return ExitStatus.OK;
    }
}
