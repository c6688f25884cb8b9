package dev.qwen4j.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qwen4j.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds a checkpoint's safetensors files and says which of them holds which tensor. */
final class WeightFiles implements AutoCloseable {
    static final String SINGLE = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";

    private final Map<Path, SafeTensors> files = new LinkedHashMap<>();
    private final Map<String, SafeTensors> fileOfTensor = new HashMap<>();

    private WeightFiles() {}

    static WeightFiles open(Path folder) {
        WeightFiles weights = new WeightFiles();
        try {
            if (Files.exists(folder.resolve(SINGLE))) {
                SafeTensors file = weights.file(folder.resolve(SINGLE));
                file.names().forEach(name -> weights.fileOfTensor.put(name, file));
            } else if (Files.exists(folder.resolve(INDEX))) {
                weights.openShards(folder, JsonFile.read(folder.resolve(INDEX)));
            } else {
                throw noWeights(folder);
            }
            return weights;
        } catch (ModelException e) {
            weights.close();
            throw e;
        }
    }

    /** The tensors of the checkpoint; a file may hold more than its index names. */
    Map<String, TensorHeader> headers() {
        Map<String, TensorHeader> headers = new HashMap<>();
        fileOfTensor.forEach((name, file) ->
                headers.put(name, Objects.requireNonNull(file.headers().get(name))));
        return headers;
    }

    String fingerprint() {
        return files.values().stream().map(SafeTensors::fingerprint).sorted().collect(Collectors.joining("\n"));
    }

    boolean has(String name) {
        return fileOfTensor.containsKey(name);
    }

    TensorData tensor(String name) {
        return holder(name).tensor(name);
    }

    /** The file that holds a tensor, for messages. */
    Path fileOf(String name) {
        return holder(name).file();
    }

    private SafeTensors holder(String name) {
        SafeTensors file = fileOfTensor.get(name);
        if (file == null) {
            throw new IllegalArgumentException("name must be that of a tensor but is '" + name + "'");
        }
        return file;
    }

    private SafeTensors file(Path path) {
        return files.computeIfAbsent(path, SafeTensors::open);
    }

    private void openShards(Path folder, JsonFile index) {
        JsonNode map = index.value("weight_map");
        if (map == null || !map.isObject() || map.isEmpty()) {
            throw new ModelException(index + ": 'weight_map' must map tensor names to files");
        }
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            String name = entry.getKey();
            SafeTensors file = file(folder.resolve(bareName(index, name, entry.getValue())));
            if (!file.names().contains(name)) {
                throw new ModelException(index + ": 'weight_map' says that "
                        + entry.getValue().asText() + " holds the tensor '" + name + "' but it does not");
            }
            fileOfTensor.put(name, file);
        }
    }

    /** An index is a download like any other: it must not be able to name files outside the folder. */
    private static String bareName(JsonFile index, String tensor, JsonNode value) {
        String name = value.asText();
        boolean bare = value.isTextual()
                && name.endsWith(".safetensors")
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
        if (!bare) {
            throw index.wrong("weight_map." + tensor, "must be the bare name of a .safetensors file", value);
        }
        return name;
    }

    private static ModelException noWeights(Path folder) {
        List<String> names;
        try (Stream<Path> content = Files.list(folder)) {
            names = content.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            return new ModelException(folder + ": cannot be listed: " + e, e);
        }
        for (String name : names) {
            if (name.matches(".*\\.(bin|pt|pth|pkl|ckpt)")) {
                return new ModelException(folder + ": holds its weights as a pickle (" + name
                        + "), which can run code when it is read, so it is refused; get the safetensors files of this"
                        + " model or convert it where you trust it, in Python: AutoModelForCausalLM.from_pretrained("
                        + "FOLDER).save_pretrained(NEW_FOLDER, safe_serialization=True)");
            }
        }
        boolean shards = names.stream().anyMatch(name -> name.endsWith(".safetensors"));
        return new ModelException(folder + ": has no " + (shards ? INDEX : SINGLE + " and no " + INDEX)
                + "; download the checkpoint again, all its files");
    }

    @Override
    public void close() {
        files.values().forEach(SafeTensors::close);
    }
}
