package dev.qwen4j.model.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.checkpoint.Architecture;
import dev.qwen4j.model.checkpoint.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the format a checkpoint was trained on.
 *
 * <p>The text of the {@code chat_template} that the checkpoint was published with decides, by what it speaks of; it is
 * never executed. Without one the control tokens decide. A checkpoint that knows no calls gets {@link ChatMl}.
 */
public final class CheckpointFormat {
    private CheckpointFormat() {}

    /**
     * The format of the checkpoint in {@code folder}.
     *
     * @param controlTokens of its vocabulary, by their surface forms
     * @throws ModelException if a file that holds the template cannot be read
     */
    public static FunctionFormat of(Path folder, Architecture architecture, Set<String> controlTokens) {
        Optional<HermesDialect> dialect = switch (architecture) {
            case QWEN -> Optional.empty();
            case QWEN2, QWEN3 -> {
                Optional<String> template = template(folder);
                yield template.isPresent() ? template.flatMap(HermesDialect::of) : usual(controlTokens);
            }
        };
        return dialect.<FunctionFormat>map(known -> new HermesFormat(known, controlTokens))
                .orElseGet(() -> new PlainFormat(new ChatMl()));
    }

    private static Optional<HermesDialect> usual(Set<String> controlTokens) {
        if (controlTokens.contains(Markers.THINK)) {
            return Optional.of(HermesDialect.QWEN3);
        }
        return controlTokens.contains(Markers.CALL) ? Optional.of(HermesDialect.QWEN2_5) : Optional.empty();
    }

    /** From a file of its own, as newer checkpoints have it, or from the tokenizer's. */
    private static Optional<String> template(Path folder) {
        Path file = folder.resolve("chat_template.jinja");
        if (Files.exists(file)) {
            try {
                return Optional.of(Files.readString(file));
            } catch (IOException e) {
                throw new ModelException(file + ": cannot be read: " + e, e);
            }
        }
        return JsonFile.readIfPresent(folder.resolve("tokenizer_config.json"))
                .flatMap(json -> Optional.ofNullable(json.value("chat_template")))
                .flatMap(CheckpointFormat::text);
    }

    /** The template, or the one called {@code default} of several. */
    private static Optional<String> text(JsonNode value) {
        if (value.isTextual()) {
            return Optional.of(value.asText());
        }
        for (JsonNode named : value) {
            if (named.path("name").asText().equals("default")) {
                return Optional.of(named.path("template").asText());
            }
        }
        return Optional.empty();
    }
}
