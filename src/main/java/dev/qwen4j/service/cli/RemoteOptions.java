package dev.qwen4j.service.cli;

import dev.qwen4j.service.langchain4j.remote.RemoteModel;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of commands that can use a model which another server runs. */
final class RemoteOptions {
    private static final int USUAL_CONTEXT = 32_768;

    @Option(
            names = "--model-url",
            paramLabel = "URL",
            description =
                    "OpenAI's API of a server that runs the model, as http://host:8000/v1, in place of a checkpoint.")
    @Nullable
    URI url;

    @Option(names = "--model-name", paramLabel = "NAME", description = "What that server calls the model.")
    @Nullable
    String name;

    @Option(
            names = "--model-key-file",
            paramLabel = "FILE",
            description = "A file with the key that server wants. Default: none is sent.")
    @Nullable
    Path keyFile;

    @Option(
            names = "--model-context",
            paramLabel = "N",
            description = "Tokens that the model on that server takes. Default: 32768.")
    @Nullable
    Integer contextLength;

    /**
     * The model of another server, if one is named.
     *
     * @throws CommandFailure if the options do not go together
     */
    Optional<RemoteModel> model() {
        if (url == null && (name != null || keyFile != null || contextLength != null)) {
            throw new CommandFailure(
                    ExitStatus.USAGE, "--model-name, --model-key-file and --model-context need --model-url");
        }
        try {
            return Optional.ofNullable(url)
                    .map(address -> new RemoteModel(
                            address,
                            name == null ? "" : name,
                            keyFile,
                            contextLength == null ? USUAL_CONTEXT : contextLength));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitStatus.USAGE, String.valueOf(e.getMessage()), e);
        }
    }
}
