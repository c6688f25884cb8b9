package dev.qwen4j.service.cli;

import dev.qwen4j.model.hub.Hub;
import dev.qwen4j.model.hub.HubCache;
import dev.qwen4j.model.hub.ModelReference;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code --model} option. A name is looked up in the cache; nothing is downloaded but by {@code pull}. */
class ModelFolder {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Option(
            names = "--model",
            paramLabel = "DIR|NAME",
            description =
                    "Folder of a Qwen-Chat checkpoint in Hugging Face layout, or the name of one that 'qwen4j pull'"
                            + " or Python downloaded, with @REVISION if another is meant than the default branch."
                            + " Default: the built-in demo model.")
    @Nullable
    private String model;

    /**
     * The folder that is meant; null for the built-in model.
     *
     * @throws CommandFailure if a model is named that is not in the cache
     */
    @Nullable
    final Path folder() {
        return model == null
                ? null
                : find(model, ((Qwen4jCommand) command.root().userObject()).environment());
    }

    private static Path find(String model, ProcessEnvironment environment) {
        if (!ModelReference.looksLike(model) || Files.exists(Path.of(model))) {
            return Path.of(model);
        }
        ModelReference reference = ModelReference.parse(model);
        Hub hub = reference.model().hub();
        HubCache cache = new HubCache(hub, environment.hub().of(hub).cache());
        return cache.find(reference)
                .orElseThrow(() -> new CommandFailure(
                        ExitStatus.BAD_MODEL,
                        model + ": there is no such folder, and no complete model of that name in " + cache.root()
                                + ": run 'qwen4j pull " + reference + "' or give the folder that holds config.json"));
    }
}
