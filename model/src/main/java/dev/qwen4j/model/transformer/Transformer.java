package dev.qwen4j.model.transformer;

import ai.djl.pytorch.jni.IValue;
import dev.qwen4j.model.Decode;
import dev.qwen4j.model.KvType;
import dev.qwen4j.model.LoadingListener;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.QwenOptions;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.checkpoint.ElementType;
import dev.qwen4j.model.checkpoint.QwenConfig;
import dev.qwen4j.model.decode.ForwardPass;
import dev.qwen4j.model.decode.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

    /** Rows of each matrix product where the result must not depend on how many tokens are read together. */
    private static final int ROW_BLOCK = 8;

    /**
     * Products of numbers that are worth a pass of PyTorch, which takes some milliseconds for itself: measured with the
     * embedded model, for which that is 40 tokens. Large models come to less than a single pass of the decoder.
     */
    private static final long WORTH_PYTORCH = 300_000_000;

    private static final float[] NO_LOGITS = {};

    /** Who asks for these gets them in every layer. */
    private static final Set<Precision> UNPACKED = EnumSet.of(Precision.BF16, Precision.FP32);

    private final QwenConfig config;
    private final KvType kvType;
    private final boolean deterministic;
    private final long cacheBytesPerToken;
    private final Script script;
    private final PositionTables tables;
    private final @Nullable Decoder decoder;

    /** Tokens that the decoder reads sooner than PyTorch. */
    private final int fewTokens;

    private Transformer(QwenConfig config, QwenOptions options, Script script, @Nullable Decoder decoder) {
        this.config = config;
        this.kvType = options.kvType();
        this.deterministic = options.batching().deterministic();
        this.cacheBytesPerToken = MemoryNeed.cacheBytesPerToken(config, kvType);
        this.script = script;
        this.tables = new PositionTables(config, script);
        this.decoder = decoder;
        this.fewTokens = Math.clamp(WORTH_PYTORCH / weightsOfToken(config), Decoder.MOST_ROWS, 5 * Decoder.MOST_ROWS);
    }

    /** Weights that one token is multiplied with, but for norms. */
    private static long weightsOfToken(QwenConfig config) {
        long heads = (long) config.headDim() * (2 * config.heads() + 2 * config.keyValueHeads());
        long layer = config.hiddenSize() * (heads + 3L * config.mlpSize());
        return config.layers() * layer + (long) config.hiddenSize() * config.vocabularyRows();
    }

    /**
     * Reads the weights of {@code checkpoint}, which may be closed afterwards.
     *
     * @throws ModelException if a weight is missing or has the wrong shape, the engine cannot be loaded, or the device
     *     that {@code options} names cannot be used
     * @throws IllegalArgumentException if {@code options} has windows that are not one for each layer
     */
    public static Transformer load(Checkpoint checkpoint, QwenOptions options) {
        return load(checkpoint, options, LoadingListener.SILENT);
    }

    /** The same, and {@code listener} is told how far the weights are loaded. */
    public static Transformer load(Checkpoint checkpoint, QwenOptions options, LoadingListener listener) {
        QwenConfig config = options.windows().isEmpty()
                ? checkpoint.config()
                : checkpoint.config().withWindows(options.windows());
        Script.Placement placement = Script.Placement.on(Gpus.choose(options.device()));
        return load(checkpoint, config, placement, options, listener);
    }

    static Transformer load(Checkpoint checkpoint, QwenConfig config, Script.Placement placement, QwenOptions options) {
        return load(checkpoint, config, placement, options, LoadingListener.SILENT);
    }

    private static Transformer load(
            Checkpoint checkpoint,
            QwenConfig config,
            Script.Placement placement,
            QwenOptions options,
            LoadingListener listener) {
        Optional<Decoder.Provider> decoders = Decoders.find(options.decode());
        Precision precision =
                placement.kernels() ? precision(checkpoint, config, options, decoders) : options.precision();
        Script script = Script.load(config, placement, precision);
        try (NativeHeap heap = NativeHeap.releasing()) {
            boolean unpackGptq = UNPACKED.contains(options.precision());
            boolean staysPacked = !unpackGptq && checkpoint.quantization().isPresent();
            Optional<Decoder.Provider> provider = Decoders.suiting(
                    decoders,
                    options.decode(),
                    found -> !staysPacked
                            && script.hasKernels()
                            && !(options.decode() == Decode.AUTO && isQuickInPyTorch(script))
                            && found.fits(config, script.precision(), options.kvType()));
            provider.ifPresent(found -> {
                found.prepare(script.precision(), options.kvType());
                script.keepPlain();
            });
            WeightLoader.load(checkpoint, script, unpackGptq, listener);
            Decoder decoder = provider.map(found -> found.decoder(
                            new TensorMemory(script).weights(config, options.kvType()),
                            script.engine().threads()))
                    .orElse(null);
            return new Transformer(config, options, script, decoder);
        } catch (RuntimeException e) {
            script.close();
            throw e;
        }
    }

    /**
     * What is asked for; of what is stored in bfloat16 nothing is lost by keeping it so, and our own kernels, where they
     * are there, then take half the time.
     */
    private static Precision precision(
            Checkpoint checkpoint, QwenConfig config, QwenOptions options, Optional<Decoder.Provider> decoders) {
        boolean staysInBf16 = options.precision() == Precision.AUTO
                && checkpoint.inventory().bytesByType().keySet().equals(Set.of(ElementType.BF16))
                && decoders.filter(found -> found.fits(config, Precision.BF16, options.kvType()))
                        .isPresent();
        return staysInBf16 ? Precision.BF16 : options.precision();
    }

    /** Instructions for bfloat16 come with wide vectors, for which PyTorch's kernels are made. */
    private static boolean isQuickInPyTorch(Script script) {
        return script.precision() == Precision.BF16 && script.hasFastBf16();
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

    /**
     * Whether some tokens of a sequence take hardly longer than one and have the very same logits. That is so in our own
     * kernels, where they wait for the weights; those of int8 and int4 weights are busy with arithmetic, and a small model
     * is with what is not its weights.
     */
    public boolean readsFewAsQuicklyAsOne() {
        return decoder != null
                && (precision() == Precision.FP32 || precision() == Precision.BF16)
                && weightsOfToken(config) >= WORTH_PYTORCH / Decoder.MOST_ROWS;
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
                IValue form = IValue.from(kvType.name().toLowerCase(Locale.ROOT))) {
            return script.call("new_cache", size, form);
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
        List<float[]> logits = new ArrayList<>(Collections.nCopies(steps.size(), NO_LOGITS));
        List<Integer> many = new ArrayList<>();
        List<Integer> few = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            boolean isFew = decoder != null && (deterministic || steps.get(i).tokens().length <= fewTokens);
            (isFew ? few : many).add(i);
        }
        if (!many.isEmpty()) {
            prefill(many, steps, caches, longest, logits);
        }
        if (decoder != null) {
            decode(decoder, few, steps, caches, logits);
        }
        for (int i = 0; i < steps.size(); i++) {
            caches.get(i).length += steps.get(i).tokens().length;
        }
        return logits;
    }

    /** Some of the steps in PyTorch. */
    private void prefill(
            List<Integer> which, List<Step> steps, List<KvCache> caches, int longest, List<float[]> logits) {
        float[] all = forward(
                which.stream().map(steps::get).toList(),
                which.stream().map(caches::get).toList(),
                longest);
        int from = 0;
        for (int i : which) {
            int to = from + steps.get(i).logitRows() * vocabularyRows();
            logits.set(i, which.size() == 1 ? all : Arrays.copyOfRange(all, from, to));
            from = to;
        }
    }

    /** Some of the steps, as many tokens at a time as the decoder takes. */
    private void decode(
            Decoder decoder, List<Integer> which, List<Step> steps, List<KvCache> caches, List<float[]> logits) {
        List<Decoder.Row> rows = new ArrayList<>();
        for (int i : which) {
            addRows(steps.get(i), caches.get(i), rows);
        }
        List<float[]> rowLogits = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += Decoder.MOST_ROWS) {
            rowLogits.addAll(decoder.step(rows.subList(from, Math.min(from + Decoder.MOST_ROWS, rows.size()))));
        }
        int from = 0;
        for (int i : which) {
            int to = from + steps.get(i).logitRows();
            logits.set(i, joined(rowLogits.subList(from, to)));
            from = to;
        }
    }

    private void addRows(Step step, KvCache cache, List<Decoder.Row> rows) {
        int[] tokens = step.tokens();
        Decoder.Cache memory = cache.memory;
        if (memory == null) {
            memory = new TensorMemory(script).cache(cache, config.layers());
            cache.memory = memory;
        }
        float[] angles = tables.rotaryNumbers(cache.alpha, cache.length + tokens.length);
        for (int i = 0; i < tokens.length; i++) {
            int position = cache.length + i;
            if (tokens[i] < 0 || tokens[i] >= vocabularyRows()) {
                throw new ModelException("token " + tokens[i] + " is none of the " + vocabularyRows());
            }
            rows.add(new Decoder.Row(
                    tokens[i],
                    position,
                    memory,
                    angles,
                    tables.queryScaleAt(position),
                    i >= tokens.length - step.logitRows()));
        }
    }

    private static float[] joined(List<float[]> rows) {
        if (rows.size() == 1) {
            return rows.getFirst();
        }
        int columns = rows.isEmpty() ? 0 : rows.getFirst().length;
        float[] all = new float[rows.size() * columns];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, all, i * columns, columns);
        }
        return all;
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
                IValue rowBlock = IValue.from(deterministic ? ROW_BLOCK : 0);
                IValue logits = script.call(
                        "forward",
                        tokenIds,
                        tokenCounts,
                        at,
                        allKeys,
                        allValues,
                        angles,
                        tables.queryScale(longest),
                        wanted,
                        rowBlock)) {
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
        cache.memory = null;
    }

    private void grow(IValue half, int length, int capacity) {
        try (IValue used = IValue.from(length);
                IValue size = IValue.from(capacity)) {
            script.call("grow_cache", half, used, size).close();
        }
    }

    @Override
    public void close() {
        if (decoder != null) {
            decoder.close();
        }
        tables.close();
        script.close();
    }
}
