package dev.qwen4j.model.grammar;

import static dev.qwen4j.model.grammar.ByteClasses.CHARACTERS;
import static dev.qwen4j.model.grammar.ByteClasses.STRAY;

import dev.qwen4j.model.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * The tokens of text of a vocabulary, by their bytes, as a tree in one pass order: a node, then all below it, then the
 * next beside it. A walk is a loop over arrays that skips what is below a node by one assignment.
 *
 * <p>The root is node 0 and has no byte. Control tokens are in it by their framed names. Not in it are tokens that could
 * forge a frame, which occur in no text, and tokens without bytes.
 */
final class VocabularyTree {
    private final byte[] value;
    private final short[] depth;
    /** The first node that is not below a node. */
    private final int[] end;
    /** Where a node's tokens begin in {@link #ids}; they end where the next node's begin. */
    private final int[] firstId;

    /** The {@link ByteClasses} of a node and what is below, read from a border of characters on. */
    private final long[] classes;
    /** The same without the node, read from there on. */
    private final long[] below;
    /** Bytes of the longest way down from a node. */
    private final short[] height;

    private final int[] ids;
    private final BitSet all = new BitSet();
    private final int longest;

    VocabularyTree(Tokenizer tokenizer) {
        byte[][] bytes = IntStream.range(0, tokenizer.size())
                .mapToObj(id -> bytes(tokenizer, id))
                .toArray(byte[][]::new);
        this.ids = IntStream.range(0, bytes.length)
                .filter(id -> bytes[id].length > 0)
                .filter(id -> tokenizer.isControl(id) || !holdsFrame(bytes[id]))
                .boxed()
                .sorted((a, b) -> Arrays.compareUnsigned(bytes[a], bytes[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        IntStream.of(ids).forEach(all::set);
        int nodes = 1;
        for (int i = 0; i < ids.length; i++) {
            nodes += bytes[ids[i]].length - shared(bytes, i);
        }
        this.value = new byte[nodes];
        this.depth = new short[nodes];
        this.end = new int[nodes];
        this.firstId = new int[nodes + 1];
        this.longest = fill(bytes);
        this.classes = new long[nodes];
        this.below = new long[nodes];
        this.height = new short[nodes];
        summarize(0, new StatePool().state(Expression.repeat(CodePoints.ANY_CHARACTER, 0, Expression.UNBOUNDED)));
    }

    /** What a grammar reads when {@code id} is written. */
    static byte[] bytes(Tokenizer tokenizer, int id) {
        byte[] bytes = tokenizer.bytes(id);
        return tokenizer.isControl(id) ? Grammar.framed(bytes) : bytes;
    }

    private static boolean holdsFrame(byte[] bytes) {
        for (byte value : bytes) {
            if (value == Grammar.CONTROL_FRAME) {
                return true;
            }
        }
        return false;
    }

    /** How many bytes the token at {@code i} has in common with the one before. */
    private int shared(byte[][] bytes, int i) {
        if (i == 0) {
            return 0;
        }
        int mismatch = Arrays.mismatch(bytes[ids[i - 1]], bytes[ids[i]]);
        return mismatch < 0 ? bytes[ids[i]].length : mismatch;
    }

    private int fill(byte[][] bytes) {
        int greatest = Arrays.stream(ids).map(id -> bytes[id].length).max().orElse(0);
        int[] path = new int[greatest + 1];
        int node = 0;
        int open = 0;
        for (int i = 0; i < ids.length; i++) {
            byte[] token = bytes[ids[i]];
            int shared = shared(bytes, i);
            for (int level = shared + 1; level <= open; level++) {
                end[path[level]] = node + 1;
            }
            for (int level = shared + 1; level <= token.length; level++) {
                node++;
                value[node] = token[level - 1];
                depth[node] = (short) level;
                firstId[node] = i;
                path[level] = node;
            }
            open = token.length;
        }
        for (int level = 0; level <= open; level++) {
            end[path[level]] = node + 1;
        }
        firstId[node + 1] = ids.length;
        return greatest;
    }

    /**
     * Fills {@link #classes}, {@link #below} and {@link #height}.
     *
     * @param state of a text in UTF-8 that goes down to here
     * @return the classes of what is below
     */
    private long summarize(int node, GrammarState state) {
        long all = 0;
        for (int child = node + 1; child < end[node]; child = end[child]) {
            GrammarState after = state.advance(value[child]);
            long own = after.isDead() ? STRAY : value[child] < 0 ? CHARACTERS : ByteClasses.of(value[child]);
            long read = own | summarize(child, after);
            classes[child] = state.acceptsEnd() ? read : STRAY;
            height[node] = (short) Math.max(height[node], height[child] + 1);
            all |= read;
        }
        below[node] = state.acceptsEnd() ? all : STRAY;
        return all;
    }

    /** Bytes of the longest token. */
    int longest() {
        return longest;
    }

    int end(int node) {
        return end[node];
    }

    byte value(int node) {
        return value[node];
    }

    /** Bytes from the root to {@code node}. */
    int depth(int node) {
        return depth[node];
    }

    /** A mask of all tokens, the caller's own. */
    BitSet all() {
        return (BitSet) all.clone();
    }

    /** Where the tokens of {@code node} begin in {@link #ids}; they end where those of the next node begin. */
    int firstId(int node) {
        return firstId[node];
    }

    /** All tokens in the order of their nodes. The caller must not change them. */
    int[] ids() {
        return ids;
    }

    /** The {@link ByteClasses} of {@code node} and what is below, read from what is above on. */
    long classes(int node) {
        return classes[node];
    }

    /** The {@link ByteClasses} of what is below {@code node}, read from there on. */
    long below(int node) {
        return below[node];
    }

    /** Bytes of the longest way down from {@code node}. */
    int height(int node) {
        return height[node];
    }

    /** The node that {@code bytes} from {@code start} on lead to, or -1. */
    int find(byte[] bytes, int start) {
        int node = 0;
        for (int i = start; i < bytes.length && node >= 0; i++) {
            node = child(node, bytes[i]);
        }
        return node;
    }

    private int child(int node, byte value) {
        for (int child = node + 1; child < end[node]; child = end[child]) {
            if (this.value[child] == value) {
                return child;
            }
        }
        return -1;
    }

    /** The bytes with which a token goes on after {@code node}. */
    ByteSet next(int node) {
        ByteSet all = ByteSet.NONE;
        for (int child = node + 1; child < end[node]; child = end[child]) {
            all = all.or(ByteSet.of(value[child] & 0xff));
        }
        return all;
    }
}
