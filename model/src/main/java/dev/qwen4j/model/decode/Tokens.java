package dev.qwen4j.model.decode;

import java.util.Arrays;

/** A list of token ids that grows. */
final class Tokens {
    private int[] ids;
    private int size;

    Tokens(int... ids) {
        this.ids = ids.clone();
        this.size = ids.length;
    }

    int size() {
        return size;
    }

    int get(int position) {
        return ids[position];
    }

    void add(int id) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, Math.max(64, 2 * size));
        }
        ids[size++] = id;
    }

    int[] range(int from, int to) {
        return Arrays.copyOfRange(ids, from, to);
    }

    /** How many tokens both begin with alike. */
    int common(Tokens other) {
        int mismatch = Arrays.mismatch(ids, 0, size, other.ids, 0, other.size);
        return mismatch < 0 ? size : mismatch;
    }

    boolean startsWith(Tokens other) {
        return common(other) == other.size;
    }
}
