package dev.qwen4j.model.checkpoint;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a model as {@code config.json} gives it, one type for all {@link Architecture architectures}.
 *
 * @param hiddenSize width of the residual stream
 * @param layers number of decoder blocks
 * @param heads number of query heads
 * @param keyValueHeads number of key and value heads; divides {@code heads}
 * @param headDim width of one head, even; {@code heads * headDim} may differ from {@code hiddenSize} (Qwen3)
 * @param mlpSize width of one branch of the MLP: half of Qwen1's {@code intermediate_size}
 * @param vocabularyRows rows of the embedding; the vocabulary may have fewer ids
 * @param normEpsilon added to the mean square in RMSNorm
 * @param ropeBase theta of RoPE
 * @param yarn how RoPE is scaled; null if it is not
 * @param trainedLength in tokens, {@code seq_length} of Qwen1: where dynamic NTK and LogN begin
 * @param contextLength greatest number of tokens, prompt and answer together
 * @param dynamicNtk whether the RoPE base grows with prompts longer than {@code trainedLength}
 * @param logN whether queries beyond {@code trainedLength} are scaled
 * @param windows for each layer how many tokens a token sees there, itself included; 0 for all before it
 * @param tiedEmbeddings whether the embedding is also the output projection
 * @param queryKeyNorm whether each query and key head goes through an RMSNorm before RoPE
 * @param queryKeyValueBias whether the query, key and value projections have biases
 */
public record QwenConfig(
        Architecture architecture,
        int hiddenSize,
        int layers,
        int heads,
        int keyValueHeads,
        int headDim,
        int mlpSize,
        int vocabularyRows,
        double normEpsilon,
        double ropeBase,
        @Nullable Yarn yarn,
        int trainedLength,
        int contextLength,
        boolean dynamicNtk,
        boolean logN,
        List<Integer> windows,
        boolean tiedEmbeddings,
        boolean queryKeyNorm,
        boolean queryKeyValueBias) {

    private static final int WIDTH_LIMIT = 1 << 24;

    public QwenConfig {
        require(heads % keyValueHeads == 0, "keyValueHeads must divide heads " + heads, keyValueHeads);
        require(headDim % 2 == 0, "headDim must be even", headDim);
        require(
                (long) heads * headDim <= WIDTH_LIMIT,
                "headDim times the " + heads + " heads must be at most " + WIDTH_LIMIT,
                headDim);
        require(windows.size() == layers, "windows must be one for each of the " + layers + " layers", windows);
        require(windows.stream().allMatch(tokens -> tokens >= 0), "windows must not be negative", windows);
        windows = List.copyOf(windows);
    }

    /**
     * The same shape with other windows.
     *
     * @throws IllegalArgumentException if there is not one for each layer, or one is negative
     */
    public QwenConfig withWindows(List<Integer> windows) {
        return new QwenConfig(
                architecture,
                hiddenSize,
                layers,
                heads,
                keyValueHeads,
                headDim,
                mlpSize,
                vocabularyRows,
                normEpsilon,
                ropeBase,
                yarn,
                trainedLength,
                contextLength,
                dynamicNtk,
                logN,
                windows,
                tiedEmbeddings,
                queryKeyNorm,
                queryKeyValueBias);
    }

    private static void require(boolean condition, String rule, Object value) {
        if (!condition) {
            throw new IllegalArgumentException(rule + " but is " + value);
        }
    }

    /**
     * Reads {@code config.json} in {@code folder}.
     *
     * @throws dev.qwen4j.model.ModelException if the file is missing, not JSON, of an architecture or with a feature
     *     that cannot be run, or has a value that makes no sense; the message names the file and the key
     */
    public static QwenConfig read(Path folder) {
        return ConfigReader.read(JsonFile.read(folder.resolve("config.json")));
    }
}
