package dev.qwen4j.model.transformer;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.Utils;
import dev.qwen4j.model.ComputeDevice;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.checkpoint.QwenConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The TorchScript text of the forward pass, loaded into PyTorch, and the ways into it. */
final class Script implements AutoCloseable {
    private static final List<String> TEXTS = List.of(
            "matrix.py",
            "matrix_dense.py",
            "matrix_int8.py",
            "matrix_int4.py",
            "matrix_nf4.py",
            "gptq.py",
            "attention.py",
            "qwen.py");

    private final PtNDManager manager;
    private final PtSymbolBlock block;
    private final Placement placement;
    private final Precision precision;

    private Script(PtNDManager manager, PtSymbolBlock block, Placement placement, Precision precision) {
        this.manager = manager;
        this.block = block;
        this.placement = placement;
        this.precision = precision;
    }

    /**
     * Where tensors are and how they are multiplied.
     *
     * @param device as PyTorch names it
     * @param kernels whether what only CPUs have may be used
     */
    record Placement(String device, boolean kernels) {
        static final Placement CPU = new Placement("cpu", true);

        /** @param device never {@link ComputeDevice.Kind#AUTO} */
        static Placement on(ComputeDevice device) {
            return device.kind() == ComputeDevice.Kind.CPU ? CPU : new Placement(device.toString(), false);
        }
    }

    /**
     * Loads {@code qwen.py}, and what it needs, for a model of this shape, still without weights.
     *
     * @throws ModelException if the engine cannot be loaded
     */
    static Script load(QwenConfig config, Placement placement, Precision precision) {
        try {
            PtNDManager manager = (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
            JniUtils.setGraphExecutorOptimize(false);
            Precision resolved = precision == Precision.AUTO ? Precision.BF16 : precision;
            Script script = new Script(manager, module(manager, config, placement), placement, resolved);
            if (precision == Precision.AUTO && placement.kernels() && !script.hasFastBf16()) {
                script.close();
                return load(config, placement, Precision.FP32);
            }
            return script;
        } catch (EngineException | UnsatisfiedLinkError | IOException e) {
            throw new ModelException("PyTorch could not be loaded: " + e.getMessage(), e);
        }
    }

    private static PtSymbolBlock module(PtNDManager manager, QwenConfig config, Placement placement)
            throws IOException {
        String source = TEXTS.stream().map(Script::resource).collect(Collectors.joining());
        byte[] archive = ScriptArchive.pack(source, "Qwen", attributes(config, placement));
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

    private static Map<String, Object> attributes(QwenConfig config, Placement placement) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("training", false);
        attributes.put("device", new ScriptArchive.DeviceName(placement.device()));
        attributes.put("kernels", placement.kernels());
        attributes.put("packed", placement.kernels());
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
                "embedding", "attention_norm", "qkv_bias", "query_norm", "key_norm", "mlp_norm", "final_norm")) {
            attributes.put(weights, ScriptArchive.EMPTY_TENSOR_LIST);
        }
        for (String matrices : List.of("qkv", "attention_out", "gate_up", "down", "head")) {
            attributes.put(matrices, ScriptArchive.EMPTY_OBJECT_LIST);
        }
        return attributes;
    }

    PtNDManager manager() {
        return manager;
    }

    /** The arithmetic of the matrix products, never {@link Precision#AUTO}. */
    Precision precision() {
        return precision;
    }

    /** The number of the GPU that computes. */
    Optional<Integer> gpu() {
        return placement.device().startsWith("cuda:")
                ? Optional.of(ComputeDevice.of(placement.device()).index())
                : Optional.empty();
    }

    NativeEngine engine() {
        Engine engine = manager.getEngine();
        return new NativeEngine(
                engine.getEngineName(),
                engine.getVersion(),
                placement.device(),
                JniUtils.getNumThreads(),
                Utils.getEngineCacheDir("pytorch"));
    }

    /** Bytes of weights that the pass of one token reads. */
    long weightBytesPerToken() {
        try (IValue bytes = call("weight_bytes_per_token")) {
            return bytes.toLong();
        }
    }

    boolean hasKernels() {
        return placement.kernels();
    }

    /** Lets matrices stay as {@link Decoder.Matrix} describes them; before any is made. */
    void keepPlain() {
        call("keep_plain").close();
    }

    boolean hasFastBf16() {
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
        try (PtNDArray array = tensor.toTensor(manager);
                PtNDArray here = array.toDevice(Device.cpu(), false)) {
            return here.toFloatArray();
        }
    }

    @Override
    public void close() {
        block.close();
        manager.close();
    }
}
