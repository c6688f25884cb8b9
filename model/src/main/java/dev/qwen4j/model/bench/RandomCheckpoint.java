package dev.qwen4j.model.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.checkpoint.ElementType;
import dev.qwen4j.model.checkpoint.QwenConfig;
import dev.qwen4j.model.checkpoint.SafeTensorsWriter;
import dev.qwen4j.model.checkpoint.SafeTensorsWriter.Tensor;
import dev.qwen4j.model.transformer.WeightLayout;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes checkpoints of random weights: they say nothing, but take the time and memory of trained ones.
 *
 * <p>The tokenizer, too, has the right size and made-up tokens. The same shape, type and seed give the same files.
 */
public final class RandomCheckpoint {
    /** As {@code save_pretrained} of Hugging Face's library may be told; Qwen-1.8B was published in two such files. */
    private static final long SHARD_BYTES = 1L << 31;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ModelShape shape;
    private final Path folder;
    private final StoredType type;
    private final long seed;
    private final long shardBytes;

    /** The types in which published checkpoints are stored. */
    public enum StoredType {
        BF16(ElementType.BF16, "bfloat16"),
        FP16(ElementType.F16, "float16"),
        FP32(ElementType.F32, "float32");

        private final ElementType element;
        private final String torchName;

        StoredType(ElementType element, String torchName) {
            this.element = element;
            this.torchName = torchName;
        }
    }

    private RandomCheckpoint(ModelShape shape, Path folder, StoredType type, long seed, long shardBytes) {
        this.shape = shape;
        this.folder = folder;
        this.type = type;
        this.seed = seed;
        this.shardBytes = shardBytes;
    }

    /**
     * Writes a checkpoint into {@code folder}, which is made if it is not there. If that fails nothing of it stays.
     *
     * @throws IllegalArgumentException if the folder is not empty, or no folder
     * @throws ModelException if it cannot be written there, for example because the disk is full
     * @throws InterruptedException if the calling thread was interrupted
     */
    public static void write(ModelShape shape, Path folder, StoredType type, long seed) throws InterruptedException {
        write(shape, folder, type, seed, SHARD_BYTES);
    }

    static void write(ModelShape shape, Path folder, StoredType type, long seed, long shardBytes)
            throws InterruptedException {
        try {
            boolean existed = Files.exists(folder);
            if (existed && !isEmptyFolder(folder)) {
                throw new IllegalArgumentException(
                        folder + " must be a new or an empty folder: nothing is overwritten");
            }
            Files.createDirectories(folder);
            try {
                new RandomCheckpoint(shape, folder, type, seed, shardBytes).write();
            } catch (IOException e) {
                deleteContent(folder);
                if (!existed) {
                    Files.delete(folder);
                }
                throw e;
            }
        } catch (ClosedByInterruptException e) {
            Thread.interrupted(); // told by the exception from here on
            throw new InterruptedException();
        } catch (IOException e) {
            throw new ModelException(
                    folder + ": the checkpoint cannot be written there: " + e + "; give a folder with more room", e);
        }
    }

    private static boolean isEmptyFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> content = Files.list(folder)) {
            return content.findAny().isEmpty();
        }
    }

    private static void deleteContent(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> content = Files.list(folder)) {
            files = content.toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }

    private void write() throws IOException {
        Files.write(folder.resolve("config.json"), config());
        Files.write(folder.resolve("generation_config.json"), generationConfig());
        MadeUpVocabulary.write(folder.resolve("qwen.tiktoken"), shape.ranks());
        List<List<Tensor>> shards = shards(QwenConfig.read(folder));
        RandomNumbers numbers = new RandomNumbers(type.element, seed);
        if (shards.size() == 1) {
            write(folder.resolve("model.safetensors"), shards.getFirst(), numbers);
            return;
        }
        ObjectNode index = JSON.createObjectNode();
        long total =
                shards.stream().flatMap(List::stream).mapToLong(Tensor::bytes).sum();
        index.putObject("metadata").put("total_size", total);
        ObjectNode fileOfTensor = index.putObject("weight_map");
        for (int i = 0; i < shards.size(); i++) {
            String name = String.format("model-%05d-of-%05d.safetensors", i + 1, shards.size());
            write(folder.resolve(name), shards.get(i), numbers);
            shards.get(i).forEach(tensor -> fileOfTensor.put(tensor.name(), name));
        }
        Files.write(folder.resolve("model.safetensors.index.json"), pretty(index));
    }

    private byte[] config() throws IOException {
        ObjectNode config = (ObjectNode) JSON.readTree(shape.config());
        return pretty(config.put("torch_dtype", type.torchName));
    }

    /** Greedy, and ends as chat models end: after the ranks come the end of a text, the start and the end of a turn. */
    private byte[] generationConfig() throws IOException {
        ObjectNode config = JSON.createObjectNode();
        config.putArray("eos_token_id").add(shape.ranks() + 2).add(shape.ranks());
        return pretty(config.put("pad_token_id", shape.ranks()).put("do_sample", false));
    }

    private static byte[] pretty(ObjectNode json) throws IOException {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
    }

    /** The tensors in files of at most {@link #shardBytes}, or of one tensor. */
    private List<List<Tensor>> shards(QwenConfig config) {
        List<List<Tensor>> shards = new ArrayList<>();
        long bytes = 0;
        for (Map.Entry<String, long[]> entry : WeightLayout.of(config).entrySet()) {
            Tensor tensor = new Tensor(entry.getKey(), type.element, entry.getValue());
            if (shards.isEmpty() || bytes + tensor.bytes() > shardBytes) {
                shards.add(new ArrayList<>());
                bytes = 0;
            }
            shards.getLast().add(tensor);
            bytes += tensor.bytes();
        }
        return shards;
    }

    private void write(Path file, List<Tensor> tensors, RandomNumbers numbers) throws IOException {
        // Python's libraries read only files that say for which of them they were written.
        Map<String, String> metadata = Map.of("format", "pt");
        try (SafeTensorsWriter writer = SafeTensorsWriter.create(file, tensors, metadata)) {
            for (Tensor tensor : tensors) {
                boolean isNorm = tensor.shape().length == 1 && !tensor.name().endsWith(".bias");
                if (isNorm) {
                    numbers.writeOnes(writer, tensor.elements());
                } else {
                    numbers.write(writer, tensor.elements());
                }
            }
            writer.finish();
        }
    }
}
