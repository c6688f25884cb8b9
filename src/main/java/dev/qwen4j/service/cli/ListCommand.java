package dev.qwen4j.service.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.hub.CachedModel;
import dev.qwen4j.model.hub.Hub;
import dev.qwen4j.model.hub.HubCache;
import dev.qwen4j.model.hub.HubSettings;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "Lists the models in the cache, also those that Python downloaded: name, size, state.")
final class ListCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final ProcessEnvironment environment;

    @Option(names = "--json", description = "Print a JSON array of objects: model, bytes, commits, complete.")
    private boolean json;

    ListCommand(Terminal terminal, ProcessEnvironment environment) {
        this.terminal = terminal;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        HubSettings settings = environment.hub();
        List<CachedModel> models = Stream.of(Hub.values())
                .flatMap(hub -> new HubCache(hub, settings.of(hub).cache()).list().stream())
                .toList();
        if (json) {
            terminal.out().print(toJson(models) + "\n");
            return ExitStatus.OK;
        }
        if (models.isEmpty()) {
            terminal.error()
                    .print("no models in " + settings.huggingFace().cache() + " and "
                            + settings.modelScope().cache() + ": 'qwen4j pull NAME' gets one\n");
        }
        for (CachedModel model : models) {
            String state = model.complete() ? "complete" : "not complete";
            terminal.out().print(model.name() + "\t" + Bytes.text(model.bytes()) + "\t" + state + "\n");
        }
        return ExitStatus.OK;
    }

    private static ArrayNode toJson(List<CachedModel> models) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (CachedModel model : models) {
            ObjectNode object = array.addObject()
                    .put("model", model.name().toString())
                    .put("bytes", model.bytes())
                    .put("complete", model.complete());
            model.commits().forEach(object.putArray("commits")::add);
        }
        return array;
    }
}
