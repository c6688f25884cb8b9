package dev.qwen4j.service.cli;

import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.QwenOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where commands get the model from; tests bring their own. */
interface ModelOpener {
    /**
     * Loads a model, which the caller closes.
     *
     * @param folder a checkpoint; null for the demo model that is part of the program
     */
    LanguageModel open(@Nullable Path folder, QwenOptions options);
}
