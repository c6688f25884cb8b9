package dev.qwen4j.service.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.checkpoint.EmbeddedCheckpoint;
import dev.qwen4j.model.checkpoint.Gptq;
import dev.qwen4j.model.checkpoint.Inventory;
import dev.qwen4j.model.checkpoint.QwenConfig;
import dev.qwen4j.model.transformer.Gpus;
import dev.qwen4j.model.transformer.MachineMemory;
import dev.qwen4j.model.transformer.MemoryNeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "show",
        description = "Prints what a checkpoint is and whether it fits into memory. Its weights are not read.",
        footer = {"", "Example:", "  qwen4j show --model /models/Qwen-7B-Chat"})
final class ShowCommand implements Callable<Integer> {
    private static final Pattern LICENCE = Pattern.compile("(?i).*licen[cs]e.*");

    private final Terminal terminal;

    @Mixin
    private ModelFolder model = new ModelFolder();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    ShowCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Path folder = model.folder();
        try (Checkpoint checkpoint = Checkpoint.open(folder == null ? EmbeddedCheckpoint.folder() : folder)) {
            Facts facts = Facts.of(checkpoint, MachineMemory.now());
            terminal.out().print(json ? toJson(facts) + "\n" : toText(facts));
        }
        return ExitStatus.OK;
    }

    /**
     * All there is to say.
     *
     * @param diskBytes of all files in the folder
     * @param gpu memory of the first GPU
     * @param licences names of the files that look like one
     */
    private record Facts(
            Path folder,
            QwenConfig config,
            @Nullable Gptq quantization,
            Inventory inventory,
            long diskBytes,
            MemoryNeed need,
            MachineMemory memory,
            Optional<MachineMemory> gpu,
            List<String> licences) {
        static Facts of(Checkpoint checkpoint, MachineMemory memory) throws IOException {
            List<Path> files;
            try (Stream<Path> content = Files.list(checkpoint.folder())) {
                files = content.filter(Files::isRegularFile).sorted().toList();
            }
            long diskBytes = 0;
            List<String> licences = new ArrayList<>();
            for (Path file : files) {
                diskBytes += Files.size(file);
                String name = file.getFileName().toString();
                if (LICENCE.matcher(name).matches()) {
                    licences.add(name);
                }
            }
            return new Facts(
                    checkpoint.folder().toAbsolutePath().normalize(),
                    checkpoint.config(),
                    checkpoint.quantization().orElse(null),
                    checkpoint.inventory(),
                    diskBytes,
                    MemoryNeed.of(checkpoint),
                    memory,
                    Gpus.memory(0),
                    licences);
        }
    }

    private static String toText(Facts facts) {
        QwenConfig config = facts.config();
        StringBuilder text = new StringBuilder();
        line(text, "folder", facts.folder());
        line(text, "architecture", config.architecture().className());
        line(text, "parameters", millions(facts.inventory().parameters()));
        line(text, "layers", config.layers());
        line(text, "hidden size", config.hiddenSize());
        line(
                text,
                "heads",
                config.heads() + " for queries, " + config.keyValueHeads() + " for keys and values, of "
                        + config.headDim());
        line(text, "MLP size", config.mlpSize());
        line(text, "vocabulary", config.vocabularyRows() + " rows" + (config.tiedEmbeddings() ? ", tied" : ""));
        line(text, "context", config.contextLength() + " tokens, trained with " + config.trainedLength());
        line(text, "stored as", storedAs(facts));
        line(text, "size on disk", Bytes.text(facts.diskBytes()));
        facts.need()
                .weightBytes()
                .forEach((precision, bytes) -> line(text, "memory, " + name(precision), fit(bytes, facts.memory())));
        line(
                text,
                "GPU",
                facts.gpu()
                        .map(memory -> "cuda:0, " + Bytes.text(memory.availableBytes()) + " free of "
                                + Bytes.text(memory.totalBytes()) + ": 'qwen4j doctor' tells whether it can be used")
                        .orElse("none"));
        long cacheBytes = facts.need().cacheBytesPerToken();
        line(
                text,
                "KV cache",
                Bytes.text(cacheBytes) + " a token, " + Bytes.text(cacheBytes * config.contextLength())
                        + " for a full context; in int8 "
                        + Bytes.text(facts.need().int8CacheBytesPerToken()) + " a token");
        line(
                text,
                "licence",
                facts.licences().isEmpty()
                        ? "no such file in the folder: see where the checkpoint comes from"
                        : String.join(", ", facts.licences()));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, Object value) {
        text.append(String.format(Locale.ROOT, "%-14s%s", name, value)).append('\n');
    }

    private static String name(Precision precision) {
        return precision.name().toLowerCase(Locale.ROOT);
    }

    private static String millions(long parameters) {
        return String.format(Locale.ROOT, "%,d (%.1f million)", parameters, parameters / 1e6);
    }

    private static String storedAs(Facts facts) {
        String types = facts.inventory().bytesByType().entrySet().stream()
                .map(type -> type.getKey() + " " + Bytes.text(type.getValue()))
                .collect(Collectors.joining(", "));
        Gptq gptq = facts.quantization();
        return gptq == null ? types : "GPTQ of " + gptq.bits() + " bits: " + types;
    }

    private static String fit(long needBytes, MachineMemory memory) {
        String free = Bytes.text(memory.availableBytes()) + " free of " + Bytes.text(memory.totalBytes());
        return Bytes.text(needBytes) + " for the weights: "
                + (needBytes <= memory.availableBytes() ? "fits, " : "does not fit, ") + free;
    }

    private static ObjectNode toJson(Facts facts) {
        QwenConfig config = facts.config();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("folder", facts.folder().toString())
                .put("architecture", config.architecture().className())
                .put("parameters", facts.inventory().parameters())
                .put("layers", config.layers())
                .put("hiddenSize", config.hiddenSize())
                .put("heads", config.heads())
                .put("keyValueHeads", config.keyValueHeads())
                .put("headDim", config.headDim())
                .put("mlpSize", config.mlpSize())
                .put("vocabularyRows", config.vocabularyRows())
                .put("tiedEmbeddings", config.tiedEmbeddings())
                .put("contextLength", config.contextLength())
                .put("trainedLength", config.trainedLength());
        Gptq gptq = facts.quantization();
        if (gptq != null) {
            json.putObject("gptq").put("bits", gptq.bits()).put("groupSize", gptq.groupSize());
        }
        ObjectNode stored = json.putObject("storedBytes");
        facts.inventory().bytesByType().forEach((type, bytes) -> stored.put(type.name(), bytes));
        json.put("diskBytes", facts.diskBytes())
                .put("cacheBytesPerToken", facts.need().cacheBytesPerToken())
                .put("availableMemoryBytes", facts.memory().availableBytes())
                .put("totalMemoryBytes", facts.memory().totalBytes())
                .put(
                        "gpuAvailableMemoryBytes",
                        facts.gpu().map(MachineMemory::availableBytes).orElse(null))
                .put(
                        "gpuTotalMemoryBytes",
                        facts.gpu().map(MachineMemory::totalBytes).orElse(null));
        facts.need().weightBytes().forEach((precision, bytes) -> json.put(name(precision) + "WeightBytes", bytes));
        facts.licences().forEach(json.putArray("licences")::add);
        return json;
    }
}
