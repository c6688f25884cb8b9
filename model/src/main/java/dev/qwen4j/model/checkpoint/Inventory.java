package dev.qwen4j.model.checkpoint;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the weights of a checkpoint amount to, counted from the shapes of its tensors.
 *
 * @param parameters numbers in the model: of a GPTQ matrix those that it had before it was quantized, without scales and
 *     zero points, but with the biases that some quantizers add
 * @param bytesByType bytes of tensors of each type, in the order of {@link ElementType}; types without tensors are absent
 */
public record Inventory(long parameters, Map<ElementType, Long> bytesByType) {
    private static final String WORDS = ".qweight";

    static Inventory of(Map<String, TensorHeader> tensors) {
        long parameters = 0;
        Map<ElementType, Long> bytesByType = new EnumMap<>(ElementType.class);
        for (Map.Entry<String, TensorHeader> entry : tensors.entrySet()) {
            TensorHeader tensor = entry.getValue();
            parameters += parameters(entry.getKey(), tensor, tensors);
            bytesByType.merge(tensor.type(), tensor.bytes(), Long::sum);
        }
        return new Inventory(parameters, Collections.unmodifiableMap(bytesByType));
    }

    private static long parameters(String name, TensorHeader tensor, Map<String, TensorHeader> tensors) {
        String linear = name.substring(0, Math.max(0, name.lastIndexOf('.')));
        TensorHeader words = tensors.get(linear + WORDS);
        TensorHeader groups = tensors.get(linear + ".g_idx");
        boolean bias = name.equals(linear + ".bias");
        if (words == null || groups == null || bias) {
            return elements(tensor);
        }
        // Of the parts of a quantized matrix one counts: words pack the inputs, of which groups has one entry each.
        return name.equals(linear + WORDS) ? elements(groups) * outputs(words) : 0;
    }

    private static long outputs(TensorHeader words) {
        return words.shape().length == 0 ? 0 : words.shape()[words.shape().length - 1];
    }

    private static long elements(TensorHeader tensor) {
        return Arrays.stream(tensor.shape()).reduce(1, Math::multiplyExact);
    }
}
