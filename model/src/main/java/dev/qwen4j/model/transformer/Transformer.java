package dev.qwen4j.model.transformer;

import ai.djl.pytorch.jni.IValue;
import dev.qwen4j.model.KvType;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.QwenOptions;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.checkpoint.QwenConfig;
import dev.qwen4j.model.decode.ForwardPass;
import dev.qwen4j.model.decode.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The forward pass of a checkpoint: token ids to logits. The arithmetic is the TorchScript text {@code qwen.py} beside
 * this class.
 *
 * <p>Not thread-safe: one thread at a time, and best always the same one, because each thread that calls PyTorch gets
 * its own pool of helper threads.
 */
public final class Transformer implements ForwardPass {
    /** Tokens a cache has room for beyond what is asked. */
    private static final int SPARE = 256;

    /** Who asks for these gets them in every layer. */
    private static final Set<Precision> UNPACKED = EnumSet.of(Precision.BF16, Precision.FP32);

    private final QwenConfig config;
    private final KvType kvType;
    private final long cacheBytesPerToken;
    private final Script script;
    private final PositionTables tables;

    private Transformer(QwenConfig config, KvType kvType, Script script) {
        this.config = config;
        this.kvType = kvType;
        this.cacheBytesPerToken = MemoryNeed.cacheBytesPerToken(config, kvType);
        this.script = script;
        this.tables = new PositionTables(config, script);
    }

    /**
     * Reads the weights of {@code checkpoint}, which may be closed afterwards.
     *
     * @throws ModelException if a weight is missing or has the wrong shape, the engine cannot be loaded, or the device that
     *     {@code options} names cannot be used
     * @throws IllegalArgumentException if {@code options} has windows that are not one for each layer
     */
    public static Transformer load(Checkpoint checkpoint, QwenOptions options) {
        QwenConfig config = options.windows().isEmpty()
                ? checkpoint.config()
                : checkpoint.config().withWindows(options.windows());
        Script.Placement placement = Script.Placement.on(Gpus.choose(options.device()));
        return load(checkpoint, config, placement, options);
    }

    static Transformer load(Checkpoint checkpoint, QwenConfig config, Script.Placement placement, QwenOptions options) {
        Script script = Script.load(config, placement, options.precision());
        try (NativeHeap heap = NativeHeap.releasing()) {
            WeightLoader.load(checkpoint, script, UNPACKED.contains(options.precision()));
        } catch (RuntimeException e) {
            script.close();
            throw e;
        }
        return new Transformer(config, options.kvType(), script);
    }

    /** The same with default options but for the arithmetic. */
    public static Transformer load(Checkpoint checkpoint, Precision precision) {
        return load(checkpoint, QwenOptions.DEFAULT.withPrecision(precision));
    }

    /** The rows of the embedding. */
    @Override
    public int vocabularyRows() {
        return config.vocabularyRows();
    }

    /** The arithmetic that is used, never {@link Precision#AUTO}. */
    public Precision precision() {
        return script.precision();
    }

    /** Memory where the weights are: of the GPU as far as it is known, otherwise of the machine. */
    public MachineMemory memory() {
        return script.gpu().flatMap(Gpus::memory).orElseGet(MachineMemory::now);
    }

    public NativeEngine engine() {
        return script.engine();
    }

    /**
     * Bytes that the pass of one token reads from memory: weights, in the form in which they are kept, and the keys and
     * values of {@code position} tokens before it. Windows of layers are not taken into account.
     */
    public long bytesPerToken(int position) {
        return script.weightBytesPerToken() + position * cacheBytesPerToken;
    }

    @Override
    public double ntkAlpha(int promptTokens) {
        return config.dynamicNtk() ? RotaryTable.ntkAlpha(promptTokens, config.trainedLength()) : 1;
    }

    @Override
    public KvCache begin(int promptTokens) {
        int capacity = promptTokens + SPARE;
        return KvCache.of(this, ntkAlpha(promptTokens), () -> newHalf(capacity), () -> newHalf(capacity), capacity);
    }

    private IValue newHalf(int capacity) {
        try (IValue size = IValue.from(capacity);
                IValue int8 = IValue.from(kvType == KvType.INT8)) {
            return script.call("new_cache", size, int8);
        }
    }

    KvCache fork(KvCache cache, int length, int promptTokens) {
        int capacity = Math.max(length, promptTokens) + SPARE;
        KvCache fork = KvCache.of(
                this,
                cache.alpha,
                () -> copy(cache.keys, length, capacity),
                () -> copy(cache.values, length, capacity),
                capacity);
        fork.length = length;
        return fork;
    }

    private IValue copy(IValue half, int length, int capacity) {
        try (IValue used = IValue.from(length);
                IValue size = IValue.from(capacity)) {
            return script.call("copy_cache", half, used, size);
        }
    }

    /** Bytes of a cache with room for this many tokens. */
    long cacheBytes(int capacity) {
        return capacity * cacheBytesPerToken;
    }

    @Override
    public List<float[]> append(List<Step> steps) {
        List<KvCache> caches =
                steps.stream().map(step -> (KvCache) step.sequence()).toList();
        int longest = 0;
        for (int i = 0; i < steps.size(); i++) {
            int end = caches.get(i).length + steps.get(i).tokens().length;
            if (end > caches.get(i).capacity) {
                reserve(caches.get(i), Math.max(end, caches.get(i).capacity + caches.get(i).capacity / 2));
            }
            longest = Math.max(longest, end);
        }
        float[] logits = forward(steps, caches, longest);
        List<float[]> split = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < steps.size(); i++) {
            caches.get(i).length += steps.get(i).tokens().length;
            int to = from + steps.get(i).logitRows() * vocabularyRows();
            split.add(steps.size() == 1 ? logits : Arrays.copyOfRange(logits, from, to));
            from = to;
        }
        return split;
    }

    /** @param longest tokens that a sequence then has at most */
    private float[] forward(List<Step> steps, List<KvCache> caches, int longest) {
        long[] counts = steps.stream().mapToLong(step -> step.tokens().length).toArray();
        long[] positions = caches.stream().mapToLong(KvCache::length).toArray();
        long[] ids = steps.stream()
                .flatMapToInt(step -> Arrays.stream(step.tokens()))
                .asLongStream()
                .toArray();
        long[] logitRows = steps.stream().mapToLong(Step::logitRows).toArray();
        IValue[] keys = new IValue[steps.size()];
        IValue[] values = new IValue[steps.size()];
        IValue[] rotary = new IValue[steps.size()];
        for (int i = 0; i < steps.size(); i++) {
            keys[i] = caches.get(i).keys;
            values[i] = caches.get(i).values;
            // As long as the longest needs it: a table that grew would leave the ones before it invalid.
            rotary[i] = tables.rotary(caches.get(i).alpha, longest);
        }
        try (IValue tokenIds = IValue.listFrom(ids);
                IValue tokenCounts = IValue.listFrom(counts);
                IValue at = IValue.listFrom(positions);
                IValue allKeys = IValue.listFrom(keys);
                IValue allValues = IValue.listFrom(values);
                IValue angles = IValue.listFrom(rotary);
                IValue wanted = IValue.listFrom(logitRows);
                IValue logits = script.call(
                        "forward",
                        tokenIds,
                        tokenCounts,
                        at,
                        allKeys,
                        allValues,
                        angles,
                        tables.queryScale(longest),
                        wanted)) {
            return script.floats(logits);
        }
    }

    /** Makes room for this many tokens, and some. */
    void reserve(KvCache cache, int tokens) {
        if (tokens <= cache.capacity) {
            return;
        }
        int capacity = tokens + SPARE;
        grow(cache.keys, cache.length, capacity);
        grow(cache.values, cache.length, capacity);
        cache.capacity = capacity;
    }

    private void grow(IValue half, int length, int capacity) {
        try (IValue used = IValue.from(length);
                IValue size = IValue.from(capacity)) {
            script.call("grow_cache", half, used, size).close();
        }
    }

    @Override
    public void close() {
        tables.close();
        script.close();
    }
}
