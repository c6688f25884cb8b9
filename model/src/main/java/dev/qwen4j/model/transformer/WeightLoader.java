package dev.qwen4j.model.transformer;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.qwen4j.model.LoadingListener;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.checkpoint.QwenConfig;
import dev.qwen4j.model.checkpoint.SafeTensorsWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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

    private final MatrixLayout layout;
    private final boolean unpackGptq;
    private final LoadingListener listener;

    private WeightLoader(Checkpoint checkpoint, Script script, boolean unpackGptq, LoadingListener listener) {
        this.listener = listener;
        this.checkpoint = checkpoint;
        this.config = checkpoint.config();
        this.names = WeightNames.of(config.architecture());
        this.script = script;
        this.reader = new WeightReader(script);
        this.matrices = new MatrixReader(checkpoint, script, reader);
        this.layout = new MatrixLayout(config, script.precision());
        this.unpackGptq = unpackGptq;
    }

    /** Where matrices that are quantized here come from. */
    private interface QuantizedSource {
        /** The caller closes the matrix. */
        IValue matrix(MatrixPlan plan);
    }

    /**
     * @param unpackGptq whether matrices that GPTQ quantized get the script's precision, instead of staying as they are
     * @throws dev.qwen4j.model.ModelException if a weight is missing or has the wrong shape or type
     */
    static void load(Checkpoint checkpoint, Script script, boolean unpackGptq, LoadingListener listener) {
        WeightLoader loader = new WeightLoader(checkpoint, script, unpackGptq, listener);
        List<MatrixPlan> quantized = loader.quantized();
        if (quantized.isEmpty()) {
            loader.load(plan -> {
                throw new IllegalStateException(plan + " is not quantized");
            });
        } else {
            loader.load(quantized);
        }
    }

    private List<MatrixPlan> quantized() {
        List<MatrixPlan> plans = new ArrayList<>(List.of(layout.head()));
        for (int layer = 0; layer < config.layers(); layer++) {
            plans.addAll(layout.layer(layer).all());
        }
        plans.removeIf(plan -> staysPacked(plan) || !plan.isQuantized());
        return plans;
    }

    private boolean staysPacked(MatrixPlan plan) {
        return !unpackGptq && plan.linears().stream().anyMatch(linear -> checkpoint.isQuantized(linear.name()));
    }

    /** With quantized weights from an earlier start if there are any; otherwise they are made and kept. */
    private void load(List<MatrixPlan> quantized) {
        String format = script.precision().name().toLowerCase(Locale.ROOT);
        Path file = QuantizedWeights.file(checkpoint, format);
        byte[] fingerprint = QuantizedWeights.fingerprint(checkpoint, format);
        List<SafeTensorsWriter.Tensor> parts = matrices.describe(quantized);
        Optional<QuantizedWeights> opened = QuantizedWeights.open(file, parts, fingerprint);
        if (opened.isPresent()) {
            try (QuantizedWeights kept = opened.get()) {
                load(plan -> matrices.read(plan, kept));
            }
        } else {
            try (QuantizedWeightsWriter writer = QuantizedWeightsWriter.begin(file, parts, fingerprint)) {
                load(plan -> matrices.make(plan, writer));
                writer.finish();
            }
        }
    }

    private void load(QuantizedSource source) {
        addEmbedding(layout.head(), source);
        for (int layer = 0; layer < config.layers(); layer++) {
            addLayer(layer, layout.layer(layer), source);
            listener.loaded(layer + 1, config.layers());
        }
    }

    private void addEmbedding(MatrixPlan head, QuantizedSource source) {
        int hidden = config.hiddenSize();
        try (Batch batch = new Batch(source)) {
            IValue matrix = batch.matrix(head);
            batch.pass(
                    "add_embedding",
                    batch.weight(names.embedding() + ".weight", config.vocabularyRows(), hidden),
                    batch.weight(names.finalNorm() + ".weight", hidden),
                    matrix);
        }
    }

    private void addLayer(int number, MatrixLayout.Layer plans, QuantizedSource source) {
        int hidden = config.hiddenSize();
        String prefix = names.layerPrefix() + number + ".";
        WeightNames.Layer layer = names.layer();
        try (Batch batch = new Batch(source)) {
            List<IValue> headNorms = new ArrayList<>();
            for (String name : layer.headNorms()) {
                headNorms.add(batch.weight(prefix + name + ".weight", config.headDim()));
            }
            batch.pass(
                    "add_layer",
                    batch.weight(prefix + layer.attentionNorm() + ".weight", hidden),
                    batch.matrix(plans.qkv()),
                    batch.list(biases(batch, plans.qkv())),
                    batch.list(headNorms),
                    batch.matrix(plans.attentionOut()),
                    batch.weight(prefix + layer.mlpNorm() + ".weight", hidden),
                    batch.matrix(plans.gateUp()),
                    batch.matrix(plans.down()));
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
        private final QuantizedSource source;

        Batch(QuantizedSource source) {
            this.source = source;
        }

        IValue matrix(MatrixPlan plan) {
            if (staysPacked(plan)) {
                return keep(matrices.packed(plan));
            }
            return keep(plan.isQuantized() ? source.matrix(plan) : matrices.make(plan, null));
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
