package dev.qwen4j.model.transformer;

import dev.qwen4j.model.Precision;
import dev.qwen4j.model.checkpoint.QwenConfig;
import java.util.ArrayList;
import java.util.List;

/** The matrices of a model and the format of each. */
final class MatrixLayout {
    private final QwenConfig config;
    private final WeightNames names;
    private final Precision precision;

    /** @param precision never {@link Precision#AUTO} */
    MatrixLayout(QwenConfig config, Precision precision) {
        this.config = config;
        this.names = WeightNames.of(config.architecture());
        this.precision = precision;
    }

    /** Those of one layer, in the order of the forward pass. */
    record Layer(MatrixPlan qkv, MatrixPlan attentionOut, MatrixPlan gateUp, MatrixPlan down) {
        List<MatrixPlan> all() {
            return List.of(qkv, attentionOut, gateUp, down);
        }
    }

    MatrixPlan head() {
        String name = config.tiedEmbeddings() ? names.embedding() : names.head();
        // The head decides between tokens directly, with nothing behind it to make good for its errors.
        Precision format = switch (precision) {
            case INT4, NF4 -> Precision.INT8;
            case AUTO, BF16, FP32, INT8 -> precision;
        };
        return plan(name, config.vocabularyRows(), config.hiddenSize(), format);
    }

    Layer layer(int number) {
        String prefix = names.layerPrefix() + number + ".";
        WeightNames.Layer layer = names.layer();
        int hidden = config.hiddenSize();
        List<MatrixPlan.Linear> qkv = new ArrayList<>();
        for (int part = 0; part < layer.qkv().size(); part++) {
            qkv.add(new MatrixPlan.Linear(
                    prefix + layer.qkv().get(part), names.qkvRows(config, part), config.queryKeyValueBias()));
        }
        List<MatrixPlan.Linear> gateUp = List.of(
                new MatrixPlan.Linear(prefix + layer.gate(), config.mlpSize(), false),
                new MatrixPlan.Linear(prefix + layer.up(), config.mlpSize(), false));
        return new Layer(
                MatrixPlan.of(qkv, hidden, precision),
                plan(prefix + layer.attentionOut(), hidden, config.heads() * config.headDim(), precision),
                MatrixPlan.of(gateUp, hidden, precision),
                plan(prefix + layer.down(), hidden, config.mlpSize(), precision));
    }

    private static MatrixPlan plan(String name, int rows, int columns, Precision format) {
        return MatrixPlan.of(List.of(new MatrixPlan.Linear(name, rows, false)), columns, format);
    }
}
