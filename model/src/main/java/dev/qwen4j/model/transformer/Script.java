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
import ai.djl.util.Utils;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.checkpoint.Gptq;
import dev.qwen4j.model.checkpoint.QwenConfig;
import dev.qwen4j.model.checkpoint.TensorData;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The TorchScript text of the forward pass, loaded into PyTorch, and the ways into it. */
final class Script implements AutoCloseable {
    /** PyTorch's numbers of the types weights are stored in. */
    private static final int INT32 = 3;

    private static final int FLOAT16 = 5;
    private static final int FLOAT32 = 6;
    private static final int BFLOAT16 = 15;

    private final PtNDManager manager;
    private final PtSymbolBlock block;
    private final Precision precision;

    private Script(PtNDManager manager, PtSymbolBlock block, Precision precision) {
        this.manager = manager;
        this.block = block;
        this.precision = precision;
    }

    /**
     * Loads {@code qwen.py}, with the projections of {@code precision}, for a model of this shape, still without weights.
     *
     * @throws ModelException if the engine cannot be loaded
     */
    static Script load(QwenConfig config, Precision precision) {
        try {
            PtNDManager manager = (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
            JniUtils.setGraphExecutorOptimize(false);
            Precision resolved = precision == Precision.AUTO ? Precision.BF16 : precision;
            Script script = new Script(manager, module(manager, config, precision), resolved);
            if (precision == Precision.AUTO && !script.hasFastBf16()) {
                script.close();
                return load(config, Precision.FP32);
            }
            return script;
        } catch (EngineException | UnsatisfiedLinkError | IOException e) {
            throw new ModelException("PyTorch could not be loaded: " + e.getMessage(), e);
        }
    }

    private static PtSymbolBlock module(PtNDManager manager, QwenConfig config, Precision precision)
            throws IOException {
        String projection = switch (precision) {
            case AUTO, BF16 -> "projection_bf16.py";
            case FP32 -> "projection_fp32.py";
        };
        byte[] archive = ScriptArchive.pack(
                resource(projection) + resource("gptq.py") + resource("attention.py") + resource("qwen.py"),
                "Qwen",
                attributes(config));
        return JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false);
    }

    private static String resource(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name)) {
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
        attributes.put(
                "windows",
                config.windows().stream()
                        .map(tokens -> tokens == 0 ? Integer.MAX_VALUE : tokens)
                        .toList());
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
            attributes.put(weights, ScriptArchive.EMPTY_TENSOR_LIST);
        }
        return attributes;
    }

    /** The arithmetic of the matrix products, never {@link Precision#AUTO}. */
    Precision precision() {
        return precision;
    }

    NativeEngine engine() {
        Engine engine = manager.getEngine();
        return new NativeEngine(
                engine.getEngineName(),
                engine.getVersion(),
                JniUtils.getNumThreads(),
                Utils.getEngineCacheDir("pytorch"));
    }

    /** Bytes of weights that the pass of one token reads. */
    long weightBytesPerToken() {
        try (IValue bytes = call("weight_bytes_per_token")) {
            return bytes.toLong();
        }
    }

    private boolean hasFastBf16() {
        try (IValue answer = call("has_fast_bf16")) {
            return answer.toBoolean();
        }
    }

    /**
     * Calls a method of the text; the caller closes arguments and result.
     *
     * @throws ModelException if the engine fails
     */
    IValue call(String method, IValue... arguments) {
        try {
            return IValueUtils.runMethod(block, method, arguments);
        } catch (EngineException e) {
            throw new ModelException("the engine failed in " + method + ": " + e.getMessage(), e);
        }
    }

    /** A tensor of its own with these values. */
    IValue tensor(float[] values, Shape shape) {
        // The array looks at a Java buffer, which is freed with it: keep a copy.
        try (PtNDArray array = (PtNDArray) manager.create(values, shape);
                IValue view = IValue.from(array)) {
            return call("copy", view);
        }
    }

    float[] floats(IValue tensor) {
        try (PtNDArray array = tensor.toTensor(manager)) {
            return array.toFloatArray();
        }
    }

    /**
     * A tensor that may look at the mapped file: valid only as long as {@code data} is.
     *
     * @throws ModelException if it has a type that no weight can have
     */
    IValue view(TensorData data) {
        int dtype = switch (data.type()) {
            case BF16 -> BFLOAT16;
            case F16 -> FLOAT16;
            case F32 -> FLOAT32;
            default ->
                throw new ModelException("tensor '" + data.name() + "' has type " + data.type()
                        + ": weights must be BF16, F16 or F32; get the checkpoint in one of these or in GPTQ");
        };
        return view(data, dtype == FLOAT32 ? DataType.FLOAT32 : DataType.FLOAT16, dtype);
    }

    private IValue view(TensorData data, DataType carrier, int dtype) {
        try (PtNDArray raw = JniUtils.createNdFromByteBuffer(
                        manager, data.data(), new Shape(data.shape()), carrier, SparseFormat.DENSE, Device.cpu());
                IValue untyped = IValue.from(raw);
                IValue number = IValue.from(dtype)) {
            return call("typed", untyped, number);
        }
    }

    /** The float32 matrix that was quantized, a tensor of its own. */
    IValue dequantized(Gptq.Packed matrix) {
        try (IValue words = view(matrix.words(), DataType.INT32, INT32);
                IValue zeros = view(matrix.zeros(), DataType.INT32, INT32);
                IValue scales = view(matrix.scales());
                IValue groups = view(matrix.groups(), DataType.INT32, INT32);
                IValue bits = IValue.from(matrix.bits())) {
            return call("dequantize", words, zeros, scales, groups, bits);
        } finally {
            // The tensors look at the mapped files, which must not go before them.
            Reference.reachabilityFence(matrix);
        }
    }

    @Override
    public void close() {
        block.close();
        manager.close();
    }
}
