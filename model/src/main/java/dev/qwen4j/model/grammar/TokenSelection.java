package dev.qwen4j.model.grammar;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Some tokens of a {@link VocabularyTree}, found in its order. Whole branches take no longer than one token; of a
 * selection of nearly all tokens the mask is made by taking the others away.
 */
final class TokenSelection {
    private final VocabularyTree tree;

    /** Where each run of neighbours begins and ends in the tree's ids. */
    private int[] runs = new int[64];

    private int size;
    private int tokens;

    TokenSelection(VocabularyTree tree) {
        this.tree = tree;
    }

    /**
     * Adds the tokens that end at {@code node}.
     *
     * @return the node to look at next: the first below, or the one beside
     */
    int add(int node) {
        add(tree.firstId(node), tree.firstId(node + 1));
        return node + 1;
    }

    /**
     * Adds the tokens at {@code node} and below.
     *
     * @return the node to look at next: the one beside
     */
    int addAll(int node) {
        add(tree.firstId(node), tree.firstId(tree.end(node)));
        return tree.end(node);
    }

    private void add(int from, int to) {
        if (from == to) {
            return;
        }
        tokens += to - from;
        if (size > 0 && runs[size - 1] == from) {
            runs[size - 1] = to;
            return;
        }
        if (size == runs.length) {
            runs = Arrays.copyOf(runs, 2 * size);
        }
        runs[size++] = from;
        runs[size++] = to;
    }

    /** Adds what was selected to {@code mask}. */
    void addTo(BitSet mask) {
        int[] ids = tree.ids();
        if (2 * tokens < ids.length) {
            for (int run = 0; run < size; run += 2) {
                for (int i = runs[run]; i < runs[run + 1]; i++) {
                    mask.set(ids[i]);
                }
            }
            return;
        }
        BitSet rest = tree.all();
        int from = 0;
        for (int run = 0; run <= size; run += 2) {
            int to = run < size ? runs[run] : ids.length;
            for (int i = from; i < to; i++) {
                rest.clear(ids[i]);
            }
            from = run < size ? runs[run + 1] : to;
        }
        mask.or(rest);
    }
}
