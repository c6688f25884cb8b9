package dev.qwen4j.model.transformer;

import dev.qwen4j.model.checkpoint.QwenConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tensors that a checkpoint has when it is not quantized. */
public final class WeightLayout {
    private final Map<String, long[]> shapes = new LinkedHashMap<>();

    private WeightLayout() {}

    /** The shape of each tensor by its name, for a model of this configuration. */
    public static Map<String, long[]> of(QwenConfig config) {
        WeightNames names = WeightNames.of(config.architecture());
        int hidden = config.hiddenSize();
        WeightLayout layout = new WeightLayout();
        layout.weight(names.embedding(), config.vocabularyRows(), hidden);
        for (int number = 0; number < config.layers(); number++) {
            layout.addLayer(config, names, names.layerPrefix() + number + ".");
        }
        layout.weight(names.finalNorm(), hidden);
        if (!config.tiedEmbeddings()) {
            layout.weight(names.head(), config.vocabularyRows(), hidden);
        }
        return layout.shapes;
    }

    private void addLayer(QwenConfig config, WeightNames names, String prefix) {
        WeightNames.Layer layer = names.layer();
        int hidden = config.hiddenSize();
        weight(prefix + layer.attentionNorm(), hidden);
        for (int part = 0; part < layer.qkv().size(); part++) {
            String projection = prefix + layer.qkv().get(part);
            int rows = names.qkvRows(config, part);
            weight(projection, rows, hidden);
            if (config.queryKeyValueBias()) {
                shapes.put(projection + ".bias", new long[] {rows});
            }
        }
        for (String norm : layer.headNorms()) {
            weight(prefix + norm, config.headDim());
        }
        weight(prefix + layer.attentionOut(), hidden, (long) config.heads() * config.headDim());
        weight(prefix + layer.mlpNorm(), hidden);
        weight(prefix + layer.gate(), config.mlpSize(), hidden);
        weight(prefix + layer.up(), config.mlpSize(), hidden);
        weight(prefix + layer.down(), hidden, config.mlpSize());
    }

    private void weight(String name, long... shape) {
        shapes.put(name + ".weight", shape);
    }
}
