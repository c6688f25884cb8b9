package dev.qwen4j.model.transformer;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.checkpoint.QwenConfig;
import dev.qwen4j.model.checkpoint.TensorData;
import java.util.ArrayList;
import java.util.List;

/** Moves a checkpoint's weights into a script, layer by layer, so that little more than one layer is in memory twice. */
final class WeightLoader {
    private final Checkpoint checkpoint;
    private final QwenConfig config;
    private final WeightNames names;
    private final Script script;

    private WeightLoader(Checkpoint checkpoint, Script script) {
        this.checkpoint = checkpoint;
        this.config = checkpoint.config();
        this.names = WeightNames.of(config.architecture());
        this.script = script;
    }

    /** @throws dev.qwen4j.model.ModelException if a weight is missing or has the wrong shape or type */
    static void load(Checkpoint checkpoint, Script script) {
        WeightLoader loader = new WeightLoader(checkpoint, script);
        loader.addEmbedding();
        for (int layer = 0; layer < checkpoint.config().layers(); layer++) {
            loader.addLayer(layer);
        }
    }

    private void addEmbedding() {
        int hidden = config.hiddenSize();
        int vocabulary = config.vocabularyRows();
        try (Batch batch = new Batch()) {
            IValue embedding = batch.matrix(names.embedding(), vocabulary, hidden);
            IValue head = config.tiedEmbeddings() ? embedding : batch.matrix(names.head(), vocabulary, hidden);
            batch.pass("add_embedding", embedding, batch.norm(names.finalNorm(), hidden), head);
        }
    }

    private void addLayer(int number) {
        int hidden = config.hiddenSize();
        int mlp = config.mlpSize();
        String prefix = names.layerPrefix() + number + ".";
        WeightNames.Layer layer = names.layer();
        try (Batch batch = new Batch()) {
            List<IValue> headNorms = new ArrayList<>();
            for (String name : layer.headNorms()) {
                headNorms.add(batch.norm(prefix + name, config.headDim()));
            }
            batch.pass(
                    "add_layer",
                    batch.norm(prefix + layer.attentionNorm(), hidden),
                    batch.list(projections(batch, prefix)),
                    batch.list(biases(batch, prefix)),
                    batch.list(headNorms),
                    batch.plainLinear(prefix + layer.attentionOut(), hidden, config.heads() * config.headDim()),
                    batch.norm(prefix + layer.mlpNorm(), hidden),
                    batch.plainLinear(prefix + layer.gate(), mlp, hidden),
                    batch.plainLinear(prefix + layer.up(), mlp, hidden),
                    batch.plainLinear(prefix + layer.down(), hidden, mlp));
        }
    }

    private List<IValue> projections(Batch batch, String prefix) {
        List<IValue> projections = new ArrayList<>();
        for (int part = 0; part < names.layer().qkv().size(); part++) {
            String name = prefix + names.layer().qkv().get(part);
            projections.add(
                    config.queryKeyValueBias()
                            ? batch.matrix(name, names.qkvRows(config, part), config.hiddenSize())
                            : batch.plainLinear(name, names.qkvRows(config, part), config.hiddenSize()));
        }
        return projections;
    }

    private List<IValue> biases(Batch batch, String prefix) {
        List<IValue> biases = new ArrayList<>();
        for (int part = 0;
                config.queryKeyValueBias() && part < names.layer().qkv().size();
                part++) {
            biases.add(batch.tensor(prefix + names.layer().qkv().get(part) + ".bias", names.qkvRows(config, part)));
        }
        return biases;
    }

    /** Arguments for one call into the script, which copies them; they and the mapped files behind them end together. */
    private final class Batch implements AutoCloseable {
        private final List<TensorData> mapped = new ArrayList<>();
        private final List<IValue> opened = new ArrayList<>();

        /** The matrix of a linear layer without a bias. */
        IValue plainLinear(String name, int rows, int columns) {
            checkpoint.requireNoBias(name);
            return matrix(name, rows, columns);
        }

        IValue matrix(String name, int rows, int columns) {
            return checkpoint.isQuantized(name)
                    ? keep(script.dequantized(checkpoint.quantized(name, rows, columns)))
                    : tensor(name + ".weight", rows, columns);
        }

        IValue norm(String name, long size) {
            return tensor(name + ".weight", size);
        }

        IValue tensor(String name, long... shape) {
            TensorData data = checkpoint.tensor(name, shape);
            mapped.add(data);
            return keep(script.view(data));
        }

        IValue list(List<IValue> tensors) {
            return keep(
                    tensors.isEmpty()
                            ? IValue.listFrom(new PtNDArray[0])
                            : IValue.listFrom(tensors.toArray(IValue[]::new)));
        }

        void pass(String method, IValue... arguments) {
            script.call(method, arguments).close();
        }

        private IValue keep(IValue value) {
            opened.add(value);
            return value;
        }

        @Override
        public void close() {
            opened.forEach(IValue::close);
            mapped.clear();
        }
    }
}
