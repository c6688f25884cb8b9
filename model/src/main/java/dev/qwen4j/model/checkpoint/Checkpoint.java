package dev.qwen4j.model.checkpoint;

import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.ModelException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model on disk in the Hugging Face layout: {@code config.json}, {@code generation_config.json} and
 * {@code model.safetensors}, one file or several with an index.
 *
 * <p>Opening checks everything that can be checked without reading the weights; these are read tensor by tensor,
 * until it is closed. Thread-safe. Whoever opens closes.
 */
public final class Checkpoint implements AutoCloseable {
    private final Path folder;
    private final QwenConfig config;
    private final GenerationFile generation;
    private final @Nullable Gptq gptq;
    private final WeightFiles weights;

    private Checkpoint(
            Path folder, QwenConfig config, GenerationFile generation, @Nullable Gptq gptq, WeightFiles weights) {
        this.folder = folder;
        this.config = config;
        this.generation = generation;
        this.gptq = gptq;
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
        GenerationFile generation = GenerationFile.read(folder, config.vocabularyRows(), config.contextLength());
        Gptq gptq = Gptq.read(folder).orElse(null);
        return new Checkpoint(folder, config, generation, gptq, WeightFiles.open(folder));
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
     * A tensor, of which nothing is read yet.
     *
     * @throws ModelException if there is none of this name
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
                    fileOf(name) + ": tensor '" + name + "' must have the shape " + Arrays.toString(shape) + " but has "
                            + Arrays.toString(tensor.shape()) + "; config.json and weights do not belong together");
        }
        return tensor;
    }

    /**
     * As {@link #tensor(String, long...)}, of a type that weights can have.
     *
     * @throws ModelException also if the tensor has another type
     */
    public TensorData weight(String name, long... shape) {
        TensorData tensor = tensor(name, shape);
        if (!tensor.type().isWeight()) {
            throw new ModelException(fileOf(name) + ": tensor '" + name + "' has type " + tensor.type()
                    + ": weights must be BF16, F16 or F32; get the checkpoint in one of these or in GPTQ");
        }
        return tensor;
    }

    /**
     * A text that is another one when the weights are others: what the headers say, and size and time of each file. The
     * weights themselves are not read.
     */
    public String fingerprint() {
        return weights.fingerprint();
    }

    /** What the weights amount to. */
    public Inventory inventory() {
        return Inventory.of(weights.headers());
    }

    /** How matrices are quantized; empty if they are not. */
    public Optional<Gptq> quantization() {
        return Optional.ofNullable(gptq);
    }

    /** Whether the matrix of a linear layer is stored quantized, to be read with {@link #quantized}. */
    public boolean isQuantized(String linear) {
        return Gptq.isQuantized(weights, linear);
    }

    /**
     * The parts of a quantized matrix, of which little is read yet.
     *
     * @throws ModelException if one is missing or broken, or {@code config.json} says nothing of quantization
     */
    public Gptq.Packed quantized(String linear, int outputs, int inputs) {
        if (gptq == null) {
            throw new ModelException(folder.resolve("config.json") + ": has no 'quantization_config' but '" + linear
                    + "' is stored quantized; use the config.json that belongs to these weights");
        }
        return gptq.packed(this, linear, outputs, inputs);
    }

    /**
     * Checks that a linear layer of which the architecture wants no bias has none: a bias of zeros, which some
     * quantizers write, is none.
     *
     * @throws ModelException if it has one
     */
    public void requireNoBias(String linear) {
        String name = linear + ".bias";
        if (has(name) && !tensor(name).isZero()) {
            throw new ModelException(fileOf(name) + ": tensor '" + name + "' must hold zeros only, because a "
                    + config.architecture().className() + " has no such bias; are these the weights of another model?");
        }
    }

    /** The file that holds the tensor of this name. */
    Path fileOf(String name) {
        return weights.fileOf(name);
    }

    /** Closes the files. */
    @Override
    public void close() {
        weights.close();
    }
}
