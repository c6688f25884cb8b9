package dev.qwen4j.model.checkpoint;

import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.ModelException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/**
 * A model on disk in the Hugging Face layout: {@code config.json}, {@code generation_config.json} and
 * {@code model.safetensors}, one file or several with an index.
 *
 * <p>Opening checks everything that can be checked without reading the weights; these are mapped tensor by tensor.
 * Thread-safe. Whoever opens closes; tensors stay valid after that.
 */
public final class Checkpoint implements AutoCloseable {
    private final Path folder;
    private final QwenConfig config;
    private final GenerationFile generation;
    private final WeightFiles weights;

    private Checkpoint(Path folder, QwenConfig config, GenerationFile generation, WeightFiles weights) {
        this.folder = folder;
        this.config = config;
        this.generation = generation;
        this.weights = weights;
    }

    /**
     * Opens the checkpoint in {@code folder}.
     *
     * @throws ModelException if the folder does not hold a usable checkpoint; the message names the file, and the key or
     *     offset
     */
    public static Checkpoint open(Path folder) {
        checkFolder(folder);
        QwenConfig config = QwenConfig.read(folder);
        GenerationFile generation = GenerationFile.read(folder, config.vocabularyRows());
        return new Checkpoint(folder, config, generation, WeightFiles.open(folder));
    }

    private static void checkFolder(Path folder) {
        if (!Files.exists(folder)) {
            throw new ModelException(folder + ": there is no such folder; give the one that holds config.json");
        }
        if (!Files.isDirectory(folder)) {
            throw new ModelException(folder + ": is not a folder; give the one that holds config.json");
        }
        try (DirectoryStream<Path> content = Files.newDirectoryStream(folder)) {
            if (!content.iterator().hasNext()) {
                throw new ModelException(folder + ": the folder is empty; give the one that holds config.json");
            }
        } catch (IOException e) {
            throw new ModelException(folder + ": cannot be listed: " + e, e);
        }
    }

    public Path folder() {
        return folder;
    }

    public QwenConfig config() {
        return config;
    }

    /** The settings of {@code generation_config.json}, or those of Qwen-7B-Chat where it is silent; no stop words. */
    public GenerationConfig generationConfig() {
        return generation.config();
    }

    /**
     * The ids that {@code generation_config.json} declares as ends: {@code eos_token_id} and the stop words of one
     * token. Some files leave out the end of a turn, so generation must also end at
     * {@link dev.qwen4j.model.tokenizer.QwenTokenizer#endTokens}.
     */
    public Set<Integer> endTokens() {
        return generation.endTokens();
    }

    /** Whether there is a tensor of this name. */
    public boolean has(String name) {
        return weights.has(name);
    }

    /**
     * Maps a tensor; nothing is read yet.
     *
     * @throws ModelException if there is none of this name, or it has 2 GiB or more
     */
    public TensorData tensor(String name) {
        if (!weights.has(name)) {
            throw new ModelException(folder + ": has no tensor '" + name + "', which a "
                    + config.architecture().className() + " must have; download the checkpoint again, all its files");
        }
        return weights.tensor(name);
    }

    /**
     * As {@link #tensor(String)}, of this shape only.
     *
     * @throws ModelException also if the tensor has another shape
     */
    public TensorData tensor(String name, long... shape) {
        TensorData tensor = tensor(name);
        if (!Arrays.equals(tensor.shape(), shape)) {
            throw new ModelException(
                    folder + ": tensor '" + name + "' must have the shape " + Arrays.toString(shape) + " but has "
                            + Arrays.toString(tensor.shape()) + "; config.json and weights do not belong together");
        }
        return tensor;
    }

    /** Closes the files. */
    @Override
    public void close() {
        weights.close();
    }
}
