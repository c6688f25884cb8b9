package dev.qwen4j.service.cli;

import dev.qwen4j.model.ComputeDevice;
import dev.qwen4j.model.Decode;
import dev.qwen4j.model.KvType;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.QwenOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which model, and how to run it. */
final class ModelOptions extends ModelFolder {
    @Option(
            names = "--device",
            paramLabel = "NAME",
            converter = DeviceConverter.class,
            description = "Where weights are and arithmetic is done: auto (default; a GPU if there is one that can be"
                    + " used), cpu, cuda or cuda:N.")
    @Nullable
    ComputeDevice device;

    @Option(
            names = {"--dtype", "--precision"},
            paramLabel = "TYPE",
            description =
                    "How weights are kept and multiplied: auto (default; bf16 on a GPU, where the CPU has instructions for"
                            + " it, and where our own kernels decode what is stored in it; otherwise fp32), bf16, fp32, int8, int4 or nf4.")
    @Nullable
    Precision precision;

    @Option(
            names = "--prefill-chunk",
            paramLabel = "N",
            description = "Tokens of a prompt that go through the model together. Default: 512.")
    @Nullable
    Integer prefillChunk;

    @Option(
            names = "--windows",
            paramLabel = "N,...",
            split = ",",
            description = "For each layer how many tokens a token sees, 0 for all. Default: what the checkpoint says.")
    @Nullable
    List<Integer> windows;

    @Option(
            names = "--kv-type",
            paramLabel = "TYPE",
            description = "Form of keys and values: fp32 (default), bf16 for half of the memory, int8 for a quarter.")
    @Nullable
    KvType kvType;

    @Option(
            names = "--decode",
            paramLabel = "BY",
            description =
                    "What computes the tokens of an answer: vector (the JVM's vector instructions), pytorch, or auto"
                            + " (default): vector where it is quicker.")
    @Nullable
    Decode decode;

    @Option(
            names = "--deterministic",
            description = "Give a text the same bits whatever else is answered; long prompts are read more slowly.")
    boolean deterministic;

    @Option(
            names = "--prefix-cache",
            paramLabel = "MIB",
            description = "Memory for what earlier prompts began with; 0 for none. Default: an eighth of what is free.")
    @Nullable
    Long prefixCacheMib;

    @Option(
            names = "--drafts",
            paramLabel = "N",
            description =
                    "Tokens to guess and check in one pass, 0 to 64; 0 for none. Texts stay the same. Default: where it"
                            + " pays.")
    @Nullable
    Integer drafts;

    @Option(
            names = "--thinking-budget",
            paramLabel = "N",
            description = "Tokens after which a thought is closed and the answer follows, for models that think."
                    + " Default: none.")
    @Nullable
    Integer thinkingBudget;

    /**
     * How to run the model where nobody configures it otherwise.
     *
     * @throws IllegalArgumentException if a value makes no sense
     */
    QwenOptions options() {
        QwenOptions options = QwenOptions.DEFAULT;
        options = device == null ? options : options.withDevice(device);
        options = precision == null ? options : options.withPrecision(precision);
        options = prefillChunk == null ? options : options.withPrefillChunk(prefillChunk);
        options = windows == null ? options : options.withWindows(windows);
        options = kvType == null ? options : options.withKvType(kvType);
        options = decode == null ? options : options.withDecode(decode);
        options = options.withBatching(options.batching().withDeterministic(deterministic));
        options = options.withThinkingBudget(thinkingBudget);
        options = drafts == null ? options : options.withDraftTokens(drafts);
        return prefixCacheMib == null ? options : options.withPrefixCacheBytes(prefixCacheMib << 20);
    }

    /** Has a wrong name told as picocli tells wrong values. */
    private static final class DeviceConverter implements ITypeConverter<ComputeDevice> {
        @Override
        public ComputeDevice convert(String name) {
            try {
                return ComputeDevice.of(name);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** Loads the model itself, for commands that look inside it, under a bar. The caller closes it. */
    QwenModel openQwen(Terminal terminal) {
        return ProgressBar.loading(terminal, folder(), options());
    }
}
