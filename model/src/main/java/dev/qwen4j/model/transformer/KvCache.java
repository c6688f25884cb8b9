package dev.qwen4j.model.transformer;

import ai.djl.pytorch.jni.IValue;
import dev.qwen4j.model.decode.Sequence;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keys and values of one sequence: what a {@link Transformer} keeps of the tokens it has read. */
public final class KvCache implements Sequence {
    private final Transformer transformer;

    /** Growth of the RoPE base, fixed by the prompt: keys in here were rotated with it. */
    final double alpha;

    /** Lists of tensors, which change when they grow. */
    final IValue keys;

    final IValue values;
    int capacity;
    int length;

    /** Where they are now; null until somebody asks. */
    Decoder.@Nullable Cache memory;

    /**
     * A cache of its own memory, of which nothing stays if there is too little for all of it.
     */
    static KvCache of(
            Transformer transformer, double alpha, Supplier<IValue> keys, Supplier<IValue> values, int capacity) {
        IValue made = keys.get();
        try {
            return new KvCache(transformer, alpha, made, values.get(), capacity);
        } catch (RuntimeException | Error e) {
            made.close();
            throw e;
        }
    }

    private KvCache(Transformer transformer, double alpha, IValue keys, IValue values, int capacity) {
        this.transformer = transformer;
        this.alpha = alpha;
        this.keys = keys;
        this.values = values;
        this.capacity = capacity;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public void truncate(int length) {
        this.length = length;
    }

    @Override
    public void extend(int promptTokens) {
        transformer.reserve(this, promptTokens);
    }

    @Override
    public KvCache fork(int length, int promptTokens) {
        return transformer.fork(this, length, promptTokens);
    }

    @Override
    public long bytes() {
        return transformer.cacheBytes(capacity);
    }

    @Override
    public void close() {
        keys.close();
        values.close();
    }
}
