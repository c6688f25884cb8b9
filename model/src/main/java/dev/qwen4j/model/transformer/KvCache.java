package dev.qwen4j.model.transformer;

import ai.djl.pytorch.jni.IValue;

/**
 * Keys and values of one sequence, the state between two calls of the {@link Transformer} that made it. Whoever asked
 * for it closes it.
 */
public final class KvCache implements AutoCloseable {
    /** Growth of the RoPE base, fixed by the prompt: keys in here were rotated with it. */
    final double alpha;

    IValue keys;
    IValue values;
    int capacity;
    int length;

    KvCache(double alpha, IValue keys, IValue values, int capacity) {
        this.alpha = alpha;
        this.keys = keys;
        this.values = values;
        this.capacity = capacity;
    }

    /** Tokens held. */
    public int length() {
        return length;
    }

    @Override
    public void close() {
        keys.close();
        values.close();
    }
}
