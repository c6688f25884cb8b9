package dev.qwen4j.model.transformer;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.checkpoint.QwenConfig;
import dev.qwen4j.model.checkpoint.TensorData;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The forward pass of a checkpoint: token ids to logits. The arithmetic is the TorchScript text {@code qwen.py} beside
 * this class; here it is loaded, given its weights and called.
 *
 * <p>Not thread-safe: one thread at a time, and best always the same one, because each thread that calls PyTorch gets
 * its own pool of helper threads.
 */
public final class Transformer implements AutoCloseable {
    private static final int BLOCK = 256;
    /** PyTorch's numbers of the types weights are stored in. */
    private static final int FLOAT16 = 5;

    private static final int FLOAT32 = 6;
    private static final int BFLOAT16 = 15;

    private final QwenConfig config;
    private final PtNDManager manager;
    private final PtSymbolBlock script;
    private final Map<Double, Table> rotary = new HashMap<>();
    private Table queryScale;

    /** A tensor with one row for each position. */
    private record Table(IValue tensor, int positions) {}

    private Transformer(QwenConfig config, PtNDManager manager, PtSymbolBlock script) {
        this.config = config;
        this.manager = manager;
        this.script = script;
        this.queryScale = queryScaleTable(1);
    }

    /**
     * Reads the weights of {@code checkpoint}, which may be closed afterwards.
     *
     * @throws ModelException if a weight is missing or has the wrong shape, or the engine cannot be loaded
     */
    public static Transformer load(Checkpoint checkpoint, Precision precision) {
        QwenConfig config = checkpoint.config();
        Transformer transformer;
        try {
            PtNDManager manager = (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
            JniUtils.setGraphExecutorOptimize(false);
            transformer = new Transformer(config, manager, script(manager, config, precision));
        } catch (EngineException | UnsatisfiedLinkError | IOException e) {
            throw new ModelException("PyTorch could not be loaded: " + e.getMessage(), e);
        }
        try {
            transformer.addWeights(checkpoint);
        } catch (RuntimeException e) {
            transformer.close();
            throw e;
        }
        return transformer;
    }

    private static PtSymbolBlock script(PtNDManager manager, QwenConfig config, Precision precision)
            throws IOException {
        String projection = switch (precision) {
            case AUTO, BF16 -> "projection_bf16.py";
            case FP32 -> "projection_fp32.py";
        };
        byte[] archive = ScriptArchive.pack(resource(projection) + resource("qwen.py"), "Qwen", attributes(config));
        PtSymbolBlock script = JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false);
        if (precision == Precision.AUTO && !hasFastBf16(script)) {
            script.close();
            return script(manager, config, Precision.FP32);
        }
        return script;
    }

    private static boolean hasFastBf16(PtSymbolBlock script) {
        try (IValue answer = IValueUtils.runMethod(script, "has_fast_bf16")) {
            return answer.toBoolean();
        }
    }

    private static String resource(String name) {
        try (InputStream in = Transformer.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("resource " + name + " cannot be read", e);
        }
    }

    private static Map<String, Object> attributes(QwenConfig config) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("training", false);
        attributes.put("heads", config.heads());
        attributes.put("kv_heads", config.keyValueHeads());
        attributes.put("head_dim", config.headDim());
        attributes.put("mlp", config.mlpSize());
        attributes.put("epsilon", config.normEpsilon());
        attributes.put("qkv_has_bias", config.queryKeyValueBias());
        attributes.put("norm_heads", config.queryKeyNorm());
        attributes.put("scale_queries", config.logN());
        for (String weights : List.of(
                "embedding",
                "attention_norm",
                "qkv",
                "qkv_bias",
                "query_norm",
                "key_norm",
                "attention_out",
                "mlp_norm",
                "gate_up",
                "down",
                "final_norm",
                "head")) {
            attributes.put(weights, ScriptArchive.TensorList.EMPTY);
        }
        return attributes;
    }

    private void addWeights(Checkpoint checkpoint) {
        WeightNames names = WeightNames.of(config.architecture());
        int hidden = config.hiddenSize();
        int vocabulary = config.vocabularyRows();
        int attention = config.heads() * config.headDim();
        int qkv = attention + 2 * config.keyValueHeads() * config.headDim();
        try (Weights w = new Weights(checkpoint)) {
            IValue embedding = w.matrix(names.embedding(), vocabulary, hidden);
            IValue head = config.tiedEmbeddings() ? embedding : w.matrix(names.head(), vocabulary, hidden);
            call("add_embedding", embedding, w.vector(names.finalNorm() + ".weight", hidden), head)
                    .close();
        }
        for (int i = 0; i < config.layers(); i++) {
            String prefix = names.layerPrefix() + i + ".";
            WeightNames.Layer layer = names.layer();
            try (Weights w = new Weights(checkpoint)) {
                List<IValue> projections = new ArrayList<>();
                List<IValue> biases = new ArrayList<>();
                int[] rows = layer.qkv().size() == 1
                        ? new int[] {qkv}
                        : new int[] {attention, (qkv - attention) / 2, (qkv - attention) / 2};
                for (int part = 0; part < rows.length; part++) {
                    String name = prefix + layer.qkv().get(part);
                    projections.add(w.matrix(name, rows[part], hidden));
                    if (config.queryKeyValueBias()) {
                        biases.add(w.vector(name + ".bias", rows[part]));
                    }
                }
                List<IValue> headNorms = new ArrayList<>();
                for (String name : layer.headNorms()) {
                    headNorms.add(w.vector(prefix + name + ".weight", config.headDim()));
                }
                call(
                                "add_layer",
                                w.vector(prefix + layer.attentionNorm() + ".weight", hidden),
                                w.list(projections),
                                w.list(biases),
                                w.list(headNorms),
                                w.matrix(prefix + layer.attentionOut(), hidden, attention),
                                w.vector(prefix + layer.mlpNorm() + ".weight", hidden),
                                w.matrix(prefix + layer.gate(), config.mlpSize(), hidden),
                                w.matrix(prefix + layer.up(), config.mlpSize(), hidden),
                                w.matrix(prefix + layer.down(), hidden, config.mlpSize()))
                        .close();
            }
        }
    }

    /** Weights on their way from the mapped file into the script, which copies them; closed together. */
    private final class Weights implements AutoCloseable {
        private final Checkpoint checkpoint;
        private final PtNDManager scope = manager.newSubManager(Device.cpu());
        private final List<IValue> opened = new ArrayList<>();

        Weights(Checkpoint checkpoint) {
            this.checkpoint = checkpoint;
        }

        IValue matrix(String name, long rows, long columns) {
            return tensor(name + ".weight", rows, columns);
        }

        IValue vector(String name, long size) {
            return tensor(name, size);
        }

        IValue list(List<IValue> tensors) {
            return keep(
                    tensors.isEmpty()
                            ? IValue.listFrom(new PtNDArray[0])
                            : IValue.listFrom(tensors.toArray(IValue[]::new)));
        }

        private IValue tensor(String name, long... shape) {
            TensorData data = checkpoint.tensor(name, shape);
            int dtype = switch (data.type()) {
                case BF16 -> BFLOAT16;
                case F16 -> FLOAT16;
                case F32 -> FLOAT32;
                default ->
                    throw new ModelException("tensor '" + name + "' in " + checkpoint.folder() + " has type "
                            + data.type() + ": weights must be BF16, F16 or F32");
            };
            PtNDArray raw = JniUtils.createNdFromByteBuffer(
                    scope,
                    data.data(),
                    new Shape(shape),
                    dtype == FLOAT32 ? DataType.FLOAT32 : DataType.FLOAT16,
                    SparseFormat.DENSE,
                    Device.cpu());
            return keep(call("typed", keep(IValue.from(raw)), keep(IValue.from(dtype))));
        }

        private IValue keep(IValue value) {
            opened.add(value);
            return value;
        }

        @Override
        public void close() {
            opened.forEach(IValue::close);
            scope.close();
        }
    }

    /** Rows of the embedding, and with it the number of logits: the vocabulary and some padding. */
    public int vocabularyRows() {
        return config.vocabularyRows();
    }

    /** An empty cache for a prompt of this many tokens. */
    public KvCache newCache(int promptTokens) {
        double alpha = config.dynamicNtk() ? RotaryTable.ntkAlpha(promptTokens, config.trainedLength()) : 1;
        int capacity = promptTokens + BLOCK;
        return new KvCache(alpha, newHalf(capacity), newHalf(capacity), capacity);
    }

    private IValue newHalf(int capacity) {
        try (IValue size = IValue.from(capacity)) {
            return call("new_cache", size);
        }
    }

    /**
     * Appends {@code tokens} to the cache.
     *
     * @return logits of the token after the last one, {@code [vocabularyRows]}
     */
    public float[] forward(int[] tokens, KvCache cache) {
        return forward(tokens, cache, false);
    }

    /** The same with the logits after each of the tokens: {@code [tokens, vocabularyRows]}, row-major. */
    public float[] forwardEach(int[] tokens, KvCache cache) {
        return forward(tokens, cache, true);
    }

    private float[] forward(int[] tokens, KvCache cache, boolean everyToken) {
        int end = cache.length + tokens.length;
        ensureCapacity(cache, end);
        long[] ids = new long[tokens.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = tokens[i];
        }
        try (IValue tokenIds = IValue.listFrom(ids);
                IValue position = IValue.from(cache.length);
                IValue every = IValue.from(everyToken);
                IValue logits = call(
                        "forward",
                        tokenIds,
                        position,
                        cache.keys,
                        cache.values,
                        rotary(cache.alpha, end),
                        queryScale(end),
                        every);
                PtNDArray array = logits.toTensor(manager)) {
            cache.length = end;
            return array.toFloatArray();
        }
    }

    private void ensureCapacity(KvCache cache, int needed) {
        if (needed <= cache.capacity) {
            return;
        }
        int capacity = Math.max(needed, cache.capacity + cache.capacity / 2) + BLOCK;
        cache.keys = grown(cache.keys, cache.length, capacity);
        cache.values = grown(cache.values, cache.length, capacity);
        cache.capacity = capacity;
    }

    private IValue grown(IValue half, int length, int capacity) {
        try (half;
                IValue used = IValue.from(length);
                IValue size = IValue.from(capacity)) {
            return call("grow_cache", half, used, size);
        }
    }

    private IValue rotary(double alpha, int positions) {
        Table table = rotary.get(alpha);
        if (table == null || table.positions < positions) {
            if (table != null) {
                table.tensor.close();
            }
            int size = tableSize(positions);
            float[] angles = RotaryTable.build(size, config.headDim(), config.ropeBase(), alpha);
            table = new Table(tensor(angles, new Shape(2, size, config.headDim() / 2)), size);
            rotary.put(alpha, table);
        }
        return table.tensor;
    }

    private IValue queryScale(int positions) {
        if (config.logN() && queryScale.positions < positions) {
            queryScale.tensor.close();
            queryScale = queryScaleTable(tableSize(positions));
        }
        return queryScale.tensor;
    }

    private Table queryScaleTable(int positions) {
        float[] scale = RotaryTable.queryScale(positions, config.trainedLength());
        return new Table(tensor(scale, new Shape(positions)), positions);
    }

    private static int tableSize(int positions) {
        return Math.max(2 * positions, 1024);
    }

    private IValue tensor(float[] values, Shape shape) {
        // The array looks at a Java buffer, which is freed with it: keep a copy.
        try (PtNDArray array = (PtNDArray) manager.create(values, shape);
                IValue view = IValue.from(array)) {
            return call("copy", view);
        }
    }

    private IValue call(String method, IValue... arguments) {
        try {
            return IValueUtils.runMethod(script, method, arguments);
        } catch (EngineException e) {
            throw new ModelException("the engine failed in " + method + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        rotary.values().forEach(table -> table.tensor.close());
        queryScale.tensor.close();
        script.close();
        manager.close();
    }
}
