package dev.qwen4j.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qwen4j.model.ModelException;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * GPTQ quantization as {@code quantization_config} in {@code config.json} describes it: the weights of a linear layer
 * are small integers, and each group of inputs has a scale and a zero point for each output.
 *
 * <p>Weight {@code [n, k]} is {@code scales[g][n] * (q - zero)} with {@code g = groups[k]}. The zero point is stored less
 * one. Source: the layout of AutoGPTQ, in which {@code Qwen-*-Chat-Int4} and {@code -Int8} are published.
 *
 * @param bits of each weight, 4 or 8
 * @param groupSize inputs that share a scale; -1 if all inputs of a layer do
 */
public record Gptq(int bits, int groupSize) {
    private static final int WORD_BITS = 32;
    private static final int ALL_INPUTS = -1;

    private static final String WORDS = ".qweight";
    private static final String ZEROS = ".qzeros";
    private static final String SCALES = ".scales";
    private static final String GROUPS = ".g_idx";
    private static final List<String> PARTS = List.of(WORDS, ZEROS, SCALES, GROUPS);

    /**
     * One matrix {@code [outputs, inputs]} as it lies on disk. Values are packed into 32-bit words, those of the lowest
     * index in the lowest bits.
     *
     * @param bits of each value
     * @param words {@code [inputs * bits / 32, outputs]}, I32, packed along the inputs
     * @param zeros {@code [groups, outputs * bits / 32]}, I32, packed along the outputs: zero points less one
     * @param scales {@code [groups, outputs]}
     * @param groups {@code [inputs]}, I32: the group of each input, checked to be one
     */
    public record Packed(int bits, TensorData words, TensorData zeros, TensorData scales, TensorData groups) {}

    /**
     * @return empty if {@code config.json} in {@code folder} says nothing of quantization
     * @throws ModelException if the weights are quantized in a way that cannot be run; the message names the key
     */
    static Optional<Gptq> read(Path folder) {
        return JsonFile.read(folder.resolve("config.json"))
                .object("quantization_config")
                .map(Gptq::read);
    }

    private static Gptq read(JsonFile json) {
        demand(json, "quant_method", "gptq");
        // The second version of the format stores zero points as they are.
        if (json.value("checkpoint_format") != null) {
            demand(json, "checkpoint_format", "gptq");
        }
        // Other bits for some layers.
        JsonNode dynamic = json.value("dynamic");
        if (dynamic != null && !dynamic.isEmpty()) {
            throw json.wrong("dynamic", "must be absent or empty", dynamic);
        }
        int bits = json.positiveInt("bits");
        if (bits != 4 && bits != 8) {
            throw json.wrong("bits", "must be 4 or 8", bits);
        }
        return new Gptq(bits, groupSize(json));
    }

    private static void demand(JsonFile json, String key, String supported) {
        JsonNode value = json.value(key);
        if (value == null || !value.asText().equals(supported)) {
            throw json.wrong(
                    key,
                    "must be \"" + supported + "\"",
                    value + "; get the unquantized or the GPTQ checkpoint of this model");
        }
    }

    private static int groupSize(JsonFile json) {
        JsonNode value = json.value("group_size");
        return value != null && value.isInt() && value.intValue() == ALL_INPUTS
                ? ALL_INPUTS
                : json.positiveInt("group_size");
    }

    /** Whether {@code linear} is stored quantized; whether all its parts are there shows when it is read. */
    static boolean isQuantized(WeightFiles weights, String linear) {
        return !weights.has(linear + ".weight") && PARTS.stream().anyMatch(part -> weights.has(linear + part));
    }

    /**
     * The parts of {@code linear}.
     *
     * @throws ModelException if one is missing, or has another shape or type, or an input is in no group
     */
    Packed packed(Checkpoint checkpoint, String linear, int outputs, int inputs) {
        int inWord = WORD_BITS / bits;
        if (outputs % inWord != 0 || inputs % inWord != 0) {
            throw new ModelException(
                    checkpoint.folder() + ": '" + linear + "' has " + outputs + " outputs and " + inputs
                            + " inputs, which must be multiples of " + inWord + " to be quantized to " + bits
                            + " bits; config.json and weights do not belong together");
        }
        int groups = groupSize == ALL_INPUTS ? 1 : Math.ceilDiv(inputs, groupSize);
        TensorData groupOfInput = integers(checkpoint, linear + GROUPS, inputs);
        checkGroups(checkpoint, groupOfInput, groups);
        return new Packed(
                bits,
                integers(checkpoint, linear + WORDS, inputs / inWord, outputs),
                integers(checkpoint, linear + ZEROS, groups, outputs / inWord),
                checkpoint.weight(linear + SCALES, groups, outputs),
                groupOfInput);
    }

    private static TensorData integers(Checkpoint checkpoint, String name, long... shape) {
        TensorData tensor = checkpoint.tensor(name, shape);
        if (tensor.type() != ElementType.I32) {
            throw new ModelException(checkpoint.fileOf(name) + ": tensor '" + name + "' must have the type I32 but has "
                    + tensor.type() + "; download the file again");
        }
        return tensor;
    }

    private static void checkGroups(Checkpoint checkpoint, TensorData tensor, int groups) {
        IntBuffer values = tensor.data().asIntBuffer();
        for (int k = 0; k < values.limit(); k++) {
            int group = values.get(k);
            if (group < 0 || group >= groups) {
                throw new ModelException(checkpoint.fileOf(tensor.name()) + ": tensor '" + tensor.name()
                        + "' must hold groups from 0 to " + (groups - 1) + " but holds " + group + " at " + k
                        + "; download the file again");
            }
        }
    }
}
