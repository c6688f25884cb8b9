package dev.qwen4j.service.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.QwenModel;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "memory",
        description = {
            "Loads a checkpoint and prints how much memory that took at most and how much it takes afterwards.",
            "",
            "Counted is what the whole process holds (VmHWM and VmRSS of Linux; elsewhere it is unknown), with the Java"
                    + " heap and with pages of files that are mapped."
        },
        footer = {"", "Example:", "  qwen4j bench memory --model /models/Qwen-1_8B-Chat --dtype bf16 --json"})
final class BenchMemoryCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private ModelOptions modelOptions = new ModelOptions();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    BenchMemoryCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        long start = System.nanoTime();
        try (QwenModel model = modelOptions.openQwen(terminal)) {
            double loadSeconds = (System.nanoTime() - start) / 1e9;
            ProcessMemory memory = ProcessMemory.now();
            String dtype = model.precision().orElseThrow().name().toLowerCase(Locale.ROOT);
            terminal.out()
                    .print(
                            json
                                    ? toJson(model.name(), dtype, loadSeconds, memory) + "\n"
                                    : toText(model.name(), dtype, loadSeconds, memory));
        }
        return ExitStatus.OK;
    }

    private static ObjectNode toJson(String model, String dtype, double loadSeconds, ProcessMemory memory) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("model", model)
                .put("dtype", dtype)
                .put("loadSeconds", loadSeconds)
                .put("peakRssBytes", memory.peakBytes())
                .put("rssBytes", memory.residentBytes());
    }

    private static String toText(String model, String dtype, double loadSeconds, ProcessMemory memory) {
        return String.format(
                Locale.ROOT,
                "%s, %s: loaded in %.2f s, peak memory %s, now %s%n",
                model,
                dtype,
                loadSeconds,
                size(memory.peakBytes()),
                size(memory.residentBytes()));
    }

    private static String size(@Nullable Long bytes) {
        return bytes == null ? "unknown" : Bytes.text(bytes);
    }
}
