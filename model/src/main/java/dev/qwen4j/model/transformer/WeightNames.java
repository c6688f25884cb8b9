package dev.qwen4j.model.transformer;

import dev.qwen4j.model.checkpoint.Architecture;
import dev.qwen4j.model.checkpoint.QwenConfig;
import java.util.List;

/**
 * What the weights are called in a checkpoint of each architecture.
 *
 * @param qkv query, key and value projection: one fused tensor or three
 */
record WeightNames(String embedding, String finalNorm, String head, String layerPrefix, Layer layer) {
    /** Names within a layer, after its prefix. */
    record Layer(
            String attentionNorm,
            List<String> qkv,
            List<String> headNorms,
            String attentionOut,
            String mlpNorm,
            String gate,
            String up,
            String down) {}

    static WeightNames of(Architecture architecture) {
        return switch (architecture) {
            // Qwen1 numbers its MLP the other way round: w2 is the gate, w1 the other branch.
            case QWEN ->
                new WeightNames(
                        "transformer.wte",
                        "transformer.ln_f",
                        "lm_head",
                        "transformer.h.",
                        new Layer(
                                "ln_1",
                                List.of("attn.c_attn"),
                                List.of(),
                                "attn.c_proj",
                                "ln_2",
                                "mlp.w2",
                                "mlp.w1",
                                "mlp.c_proj"));
            case QWEN2 -> qwen2(List.of());
            case QWEN3 -> qwen2(List.of("self_attn.q_norm", "self_attn.k_norm"));
        };
    }

    private static WeightNames qwen2(List<String> headNorms) {
        return new WeightNames(
                "model.embed_tokens",
                "model.norm",
                "lm_head",
                "model.layers.",
                new Layer(
                        "input_layernorm",
                        List.of("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
                        headNorms,
                        "self_attn.o_proj",
                        "post_attention_layernorm",
                        "mlp.gate_proj",
                        "mlp.up_proj",
                        "mlp.down_proj"));
    }

    /** Rows of a part of the query, key and value projection, which may be one fused tensor. */
    int qkvRows(QwenConfig config, int part) {
        int queries = config.heads() * config.headDim();
        int keys = config.keyValueHeads() * config.headDim();
        if (layer.qkv().size() == 1) {
            return queries + 2 * keys;
        }
        return part == 0 ? queries : keys;
    }
}
