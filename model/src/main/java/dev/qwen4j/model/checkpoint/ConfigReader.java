package dev.qwen4j.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qwen4j.model.ModelException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** From the keys of {@code config.json}, current and legacy, to a {@link QwenConfig}. */
final class ConfigReader {
    private static final double NORM_EPSILON = 1e-6;
    private static final double ROPE_BASE = 10_000;

    /** What Qwen3's own configuration class assumes; the other families derive it. */
    private static final int QWEN3_HEAD_DIM = 128;

    /** Hugging Face's configuration classes assume it: the first layer with a window. */
    private static final int MAX_WINDOW_LAYERS = 28;

    /** Far above any model's; so low that three times it is an {@code int}. */
    private static final int SIZE_LIMIT = 1 << 24;

    private static final int LAYER_LIMIT = 10_000;

    private ConfigReader() {}

    static QwenConfig read(JsonFile json) {
        Architecture architecture = architecture(json);
        refuseWhatCannotRun(json);
        try {
            return architecture == Architecture.QWEN ? qwen1(json) : qwen2or3(json, architecture);
        } catch (IllegalArgumentException e) {
            throw new ModelException(json + ": " + e.getMessage(), e);
        }
    }

    /** Qwen-7B, 1.8B, 14B, 72B; the second spelling of a key is that of the very first release. */
    private static QwenConfig qwen1(JsonFile json) {
        demand(json, "no_bias", true);
        demand(json, "scale_attn_weights", true);
        demand(json, "use_sliding_window", false);
        if (json.positiveDoubleOr(1, "rotary_pct") != 1) {
            throw json.unsupported("only 'rotary_pct' 1.0, RoPE over the whole head, is supported");
        }
        int hiddenSize = json.positiveIntUpTo(SIZE_LIMIT, "hidden_size", "n_embd");
        int heads = json.positiveIntUpTo(SIZE_LIMIT, "num_attention_heads", "n_head");
        int headDim = json.positiveIntOr(quotient(json, hiddenSize, heads), "kv_channels");
        if ((long) heads * headDim != hiddenSize) {
            throw json.wrong("kv_channels", "times the " + heads + " heads must be hidden_size " + hiddenSize, headDim);
        }
        int bothBranches = json.positiveIntUpTo(SIZE_LIMIT, "intermediate_size", "ffn_hidden_size");
        if (bothBranches % 2 != 0) {
            throw json.wrong("intermediate_size", "must be even, it is the width of two branches", bothBranches);
        }
        if (yarn(json) != null) {
            throw json.unsupported("RoPE scaling of type yarn ('rope_scaling') is not supported for a "
                    + Architecture.QWEN.className() + ", which has dynamic NTK ('use_dynamic_ntk'); remove the key");
        }
        int trainedLength = json.positiveInt("seq_length");
        int layers = json.positiveIntUpTo(LAYER_LIMIT, "num_hidden_layers", "n_layer");
        return new QwenConfig(
                Architecture.QWEN,
                hiddenSize,
                layers,
                heads,
                heads,
                headDim,
                bothBranches / 2,
                json.positiveIntUpTo(SIZE_LIMIT, "padded_vocab_size", "vocab_size"),
                json.positiveDoubleOr(NORM_EPSILON, "layer_norm_epsilon"),
                json.positiveDoubleOr(ROPE_BASE, "rotary_emb_base", "rope_theta"),
                null,
                trainedLength,
                Math.max(trainedLength, json.positiveIntOr(trainedLength, "max_position_embeddings", "n_positions")),
                json.flagOr(false, "use_dynamic_ntk"),
                json.flagOr(false, "use_logn_attn"),
                Collections.nCopies(layers, 0),
                json.flagOr(false, "tie_word_embeddings"),
                false,
                true);
    }

    private static QwenConfig qwen2or3(JsonFile json, Architecture architecture) {
        boolean qwen3 = architecture == Architecture.QWEN3;
        demand(json, "attention_bias", !qwen3);
        JsonNode activation = json.value("hidden_act");
        if (activation != null && !activation.asText().equals("silu")) {
            throw json.wrong("hidden_act", "must be \"silu\"", activation);
        }
        int hiddenSize = json.positiveIntUpTo(SIZE_LIMIT, "hidden_size");
        int layers = json.positiveIntUpTo(LAYER_LIMIT, "num_hidden_layers");
        int heads = json.positiveIntUpTo(SIZE_LIMIT, "num_attention_heads");
        int contextLength = json.positiveInt("max_position_embeddings");
        Yarn yarn = yarn(json);
        return new QwenConfig(
                architecture,
                hiddenSize,
                layers,
                heads,
                json.positiveIntOr(heads, "num_key_value_heads"),
                json.positiveIntOr(qwen3 ? QWEN3_HEAD_DIM : quotient(json, hiddenSize, heads), "head_dim"),
                json.positiveIntUpTo(SIZE_LIMIT, "intermediate_size"),
                json.positiveIntUpTo(SIZE_LIMIT, "vocab_size"),
                json.positiveDoubleOr(NORM_EPSILON, "rms_norm_eps"),
                ropeBase(json),
                yarn,
                contextLength,
                yarn == null ? contextLength : Math.max(contextLength, yarn.length()),
                false,
                false,
                windows(json, layers),
                json.flagOr(false, "tie_word_embeddings"),
                qwen3,
                !qwen3);
    }

    private static Architecture architecture(JsonFile json) {
        JsonNode names = json.value("architectures");
        JsonNode type = json.value("model_type");
        String name =
                names != null && names.path(0).isTextual() ? names.path(0).asText() : type != null ? type.asText() : "";
        for (Architecture known : Architecture.values()) {
            if (name.equals(known.className()) || name.equals(known.modelType())) {
                return known;
            }
        }
        String all = Arrays.stream(Architecture.values())
                .map(Architecture::className)
                .collect(Collectors.joining(", "));
        if (name.isEmpty()) {
            throw json.unsupported("names no architecture; 'architectures' must hold one of " + all);
        }
        throw json.unsupported("architecture '" + name + "' is not supported"
                + (name.contains("Moe") || name.endsWith("moe") ? " (a mixture of experts)" : "") + "; known are "
                + all);
    }

    private static void refuseWhatCannotRun(JsonFile json) {
        if (json.value("num_experts", "num_local_experts") != null) {
            throw json.unsupported("mixtures of experts ('num_experts') are not supported");
        }
    }

    /** Null if RoPE is not scaled. */
    private static @Nullable Yarn yarn(JsonFile json) {
        for (String key : new String[] {"rope_scaling", "rope_parameters"}) {
            JsonFile scaling = json.object(key).orElse(null);
            String type = scaling == null ? "default" : ropeType(scaling);
            if (scaling != null && type.equals("yarn")) {
                return Yarn.read(scaling);
            }
            if (!type.equals("default")) {
                throw json.unsupported("RoPE scaling of type " + type + " ('" + key
                        + "') is not supported, only yarn is; remove the key to run at the original context length");
            }
        }
        return null;
    }

    private static String ropeType(JsonFile scaling) {
        JsonNode type = scaling.value("rope_type", "type");
        return type != null ? type.asText() : scaling.value("factor") != null ? "unknown" : "default";
    }

    private static List<Integer> windows(JsonFile json, int layers) {
        Set<Integer> named = layersNamedSliding(json, layers);
        if (!json.flagOr(false, "use_sliding_window")) {
            if (!named.isEmpty()) {
                throw json.wrong(
                        "use_sliding_window", "must be true where 'layer_types' names sliding_attention", false);
            }
            return Collections.nCopies(layers, 0);
        }
        if (json.value("layer_types") == null) {
            IntStream.range(json.countOr(MAX_WINDOW_LAYERS, "max_window_layers"), layers)
                    .forEach(named::add);
        }
        int tokens = named.isEmpty() ? 0 : json.positiveInt("sliding_window");
        return IntStream.range(0, layers)
                .mapToObj(layer -> named.contains(layer) ? tokens : 0)
                .toList();
    }

    private static Set<Integer> layersNamedSliding(JsonFile json, int layers) {
        Set<Integer> sliding = new HashSet<>();
        JsonNode types = json.value("layer_types");
        if (types == null) {
            return sliding;
        }
        if (types.size() != layers) {
            throw json.wrong("layer_types", "must name the type of each of the " + layers + " layers", types);
        }
        for (int layer = 0; layer < layers; layer++) {
            String type = types.path(layer).asText();
            if (type.equals("sliding_attention")) {
                sliding.add(layer);
            } else if (!type.equals("full_attention")) {
                throw json.wrong(
                        "layer_types", "must hold full_attention and sliding_attention only", types.get(layer));
            }
        }
        return sliding;
    }

    private static double ropeBase(JsonFile json) {
        double base = json.positiveDoubleOr(ROPE_BASE, "rope_theta");
        return json.object("rope_parameters")
                .map(nested -> nested.positiveDoubleOr(base, "rope_theta"))
                .orElse(base);
    }

    private static void demand(JsonFile json, String key, boolean supported) {
        if (json.flagOr(supported, key) != supported) {
            throw json.unsupported("only '" + key + "': " + supported + " is supported");
        }
    }

    private static int quotient(JsonFile json, int hiddenSize, int heads) {
        if (hiddenSize % heads != 0) {
            throw json.wrong("hidden_size", "must be a multiple of the " + heads + " heads", hiddenSize);
        }
        return hiddenSize / heads;
    }
}
