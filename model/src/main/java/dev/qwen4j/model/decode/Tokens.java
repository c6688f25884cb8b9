package dev.qwen4j.model.decode;

import java.util.Arrays;

/** A list of token ids that grows. */
final class Tokens {
    private int[] ids = new int[64];
    private int size;

    void add(int[] more) {
        if (size + more.length > ids.length) {
            ids = Arrays.copyOf(ids, Math.max(size + more.length, 2 * ids.length));
        }
        System.arraycopy(more, 0, ids, size, more.length);
        size += more.length;
    }

    /** How many tokens this and {@code others} begin with alike. */
    int common(int[] others) {
        return common(others, others.length);
    }

    boolean startsWith(Tokens others) {
        return common(others.ids, others.size) == others.size;
    }

    private int common(int[] others, int otherSize) {
        int mismatch = Arrays.mismatch(ids, 0, size, others, 0, otherSize);
        return mismatch < 0 ? size : mismatch;
    }
}
