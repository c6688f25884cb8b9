package dev.qwen4j.service.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.qwen4j.model.hub.HubCache;
import dev.qwen4j.model.hub.ModelName;
import dev.qwen4j.model.transformer.QuantizedWeights;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rm",
        description = "Deletes a model from the cache, all its revisions, also what Python downloaded of it.")
final class RmCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final ProcessEnvironment environment;

    @Parameters(paramLabel = "NAME", description = "OWNER/MODEL or modelscope:OWNER/MODEL, as 'qwen4j list' prints it.")
    private String name = "";

    @Option(names = "--json", description = "Print one JSON object: model, bytes.")
    private boolean json;

    RmCommand(Terminal terminal, ProcessEnvironment environment) {
        this.terminal = terminal;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        ModelName model = ModelName.parse(name);
        HubCache cache =
                new HubCache(model.hub(), environment.hub().of(model.hub()).cache());
        List<Path> folders = cache.folders(model);
        long bytes = cache.remove(model)
                .orElseThrow(() -> new CommandFailure(
                        ExitStatus.USAGE, model + " is not in " + cache.root() + ": 'qwen4j list' shows what is"));
        for (Path folder : folders) {
            bytes += QuantizedWeights.remove(folder);
        }
        if (json) {
            terminal.out()
                    .print(JsonNodeFactory.instance
                                    .objectNode()
                                    .put("model", model.toString())
                                    .put("bytes", bytes)
                            + "\n");
        } else {
            terminal.error().print(model + " is deleted, " + Bytes.text(bytes) + "\n");
        }
        return ExitStatus.OK;
    }
}
