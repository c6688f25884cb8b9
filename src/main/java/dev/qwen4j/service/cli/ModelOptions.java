package dev.qwen4j.service.cli;

import dev.qwen4j.model.Precision;
import dev.qwen4j.model.QwenModel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which model, and in which arithmetic. */
final class ModelOptions extends ModelFolder {
    @Option(
            names = {"--dtype", "--precision"},
            paramLabel = "TYPE",
            description =
                    "Arithmetic of the weights: auto (default; bf16 where the CPU has instructions for it), bf16 or fp32.")
    @Nullable
    Precision precision;

    /** The arithmetic to use where nobody configures it otherwise. */
    Precision precision() {
        return precision == null ? Precision.AUTO : precision;
    }

    /** Loads the model itself, for commands that look inside it. The caller closes it. */
    QwenModel openQwen() {
        Path folder = folder();
        return folder == null ? QwenModel.openEmbedded(precision()) : QwenModel.open(folder, precision());
    }
}
