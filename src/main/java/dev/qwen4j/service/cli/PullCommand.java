package dev.qwen4j.service.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.hub.ModelHub;
import dev.qwen4j.model.hub.ModelName;
import dev.qwen4j.model.hub.ModelReference;
import dev.qwen4j.model.hub.Pulled;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "pull",
        description = {
            "Downloads a model from the Hugging Face hub or, with 'modelscope:' before its name, from ModelScope, and prints"
                    + " its folder, which --model takes, as it takes the name.",
            "An interrupted download continues where it was. Of the model's files, safetensors, JSON, the tokenizer and"
                    + " the licence are fetched."
        },
        footer = {
            "",
            "Environment, as in Python: HF_HUB_CACHE, HF_HOME, XDG_CACHE_HOME (where models are kept), HF_TOKEN,",
            "HF_TOKEN_PATH (for private and gated models), HF_ENDPOINT (a mirror), HF_HUB_OFFLINE=1,",
            "HF_HUB_DOWNLOAD_TIMEOUT (seconds), HF_HUB_DISABLE_PROGRESS_BARS=1. For ModelScope MODELSCOPE_CACHE,",
            "MODELSCOPE_API_TOKEN, MODELSCOPE_ENDPOINT and MODELSCOPE_DOWNLOAD_TIMEOUT."
        })
final class PullCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final ProcessEnvironment environment;

    @Parameters(
            paramLabel = "NAME",
            description =
                    "OWNER/MODEL, like Qwen/Qwen2.5-0.5B-Instruct, or modelscope:OWNER/MODEL; with @REVISION for a"
                            + " branch, tag or commit, of which only a commit always means the same files.")
    private String name = "";

    @Option(
            names = "--json",
            description = "Print one JSON object: model, revision, commit, folder, files, bytesFetched.")
    private boolean json;

    PullCommand(Terminal terminal, ProcessEnvironment environment) {
        this.terminal = terminal;
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        ModelReference wanted = ModelReference.parse(name);
        ModelName model = wanted.model();
        ModelHub hub = new ModelHub(model.hub(), environment.hub());
        PullProgress progress = new PullProgress(terminal.error(), terminal.colours() && environment.wantsBars());
        Pulled pulled = Interrupts.during(() -> hub.pull(model, wanted.revision(), progress));
        if (json) {
            terminal.out().print(toJson(wanted, pulled) + "\n");
        } else {
            terminal.error()
                    .print(name + " is there: " + model + "@" + pulled.commit() + " means the same files for ever"
                            + switch (model.hub()) {
                                case HUGGING_FACE -> "\n";
                                case MODELSCOPE -> ", in this cache\n"; // a digest of ours
                            });
            terminal.out().print(pulled.folder() + "\n");
        }
        return ExitStatus.OK;
    }

    private static ObjectNode toJson(ModelReference wanted, Pulled pulled) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("model", wanted.model().toString())
                .put("revision", wanted.revision().text())
                .put("commit", pulled.commit())
                .put("folder", pulled.folder().toString())
                .put("files", pulled.files())
                .put("bytesFetched", pulled.bytesFetched());
    }
}
