package dev.qwen4j.model.transformer;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.checkpoint.QwenConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves a checkpoint's weights into a script. The head, which is the largest matrix, comes first, while there is little
 * else in memory; then layer by layer.
 */
final class WeightLoader {
    private final Checkpoint checkpoint;
    private final QwenConfig config;
    private final WeightNames names;
    private final Script script;
    private final WeightReader reader;
    private final MatrixReader matrices;

    private WeightLoader(Checkpoint checkpoint, Script script) {
        this.checkpoint = checkpoint;
        this.config = checkpoint.config();
        this.names = WeightNames.of(config.architecture());
        this.script = script;
        this.reader = new WeightReader(script);
        this.matrices = new MatrixReader(checkpoint, script, reader);
    }

    /** @throws dev.qwen4j.model.ModelException if a weight is missing or has the wrong shape or type */
    static void load(Checkpoint checkpoint, Script script) {
        WeightLoader loader = new WeightLoader(checkpoint, script);
        MatrixLayout layout = new MatrixLayout(checkpoint.config(), script.precision());
        loader.addEmbedding(layout.head());
        for (int layer = 0; layer < checkpoint.config().layers(); layer++) {
            loader.addLayer(layer, layout.layer(layer));
        }
    }

    private void addEmbedding(MatrixPlan head) {
        int hidden = config.hiddenSize();
        try (Batch batch = new Batch()) {
            IValue matrix = batch.matrix(head);
            batch.pass(
                    "add_embedding",
                    batch.weight(names.embedding() + ".weight", config.vocabularyRows(), hidden),
                    batch.weight(names.finalNorm() + ".weight", hidden),
                    matrix);
        }
    }

    private void addLayer(int number, MatrixLayout.Layer matrices) {
        int hidden = config.hiddenSize();
        String prefix = names.layerPrefix() + number + ".";
        WeightNames.Layer layer = names.layer();
        try (Batch batch = new Batch()) {
            List<IValue> headNorms = new ArrayList<>();
            for (String name : layer.headNorms()) {
                headNorms.add(batch.weight(prefix + name + ".weight", config.headDim()));
            }
            batch.pass(
                    "add_layer",
                    batch.weight(prefix + layer.attentionNorm() + ".weight", hidden),
                    batch.matrix(matrices.qkv()),
                    batch.list(biases(batch, matrices.qkv())),
                    batch.list(headNorms),
                    batch.matrix(matrices.attentionOut()),
                    batch.weight(prefix + layer.mlpNorm() + ".weight", hidden),
                    batch.matrix(matrices.gateUp()),
                    batch.matrix(matrices.down()));
        }
    }

    private static List<IValue> biases(Batch batch, MatrixPlan matrix) {
        List<IValue> biases = new ArrayList<>();
        for (MatrixPlan.Linear linear : matrix.linears()) {
            if (linear.hasBias()) {
                biases.add(batch.weight(linear.name() + ".bias", linear.rows()));
            }
        }
        return biases;
    }

    /** Arguments for one call into the script, which keeps what it needs of them. */
    private final class Batch implements AutoCloseable {
        private final List<IValue> opened = new ArrayList<>();

        IValue matrix(MatrixPlan plan) {
            return keep(matrices.read(plan));
        }

        IValue weight(String name, long... shape) {
            return keep(reader.tensor(checkpoint.weight(name, shape)));
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
        }
    }
}
