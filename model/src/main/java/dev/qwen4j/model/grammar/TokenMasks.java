package dev.qwen4j.model.grammar;

import dev.qwen4j.model.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which tokens of one vocabulary a grammar allows: those after whose bytes a text of the grammar can still be
 * finished, byte by byte. Exact, neither one token more nor one less. Thread-safe; made once for a vocabulary and used
 * for all grammars.
 *
 * <p>What makes it fast (the idea is XGrammar's, arXiv:2411.15100): a state is the part a text is in, and what comes after.
 * The tokens that stay within the part, which are nearly all, depend on the part alone, and parts such as a JSON
 * string are the same in every grammar; they are looked up. The few tokens that leave the part are tried against what
 * comes after.
 */
public final class TokenMasks {
    private static final int MOST_MASKS = 256;
    private static final int MOST_PARTS = 512;
    private static final int LONGEST_FORCED = 1024;

    /** Goes through the parts of JSON. */
    private static final String COMMON = "{\"a\": [1, 2.5, \"b\", true, {\"c\": null}]}";

    private final Tokenizer tokenizer;
    private final Set<Integer> endTokens;
    private final StatePool pool = new StatePool();
    private final Map<Expression, BitSet> masks = new Recent<>(MOST_MASKS);
    private final Map<PartKey, Part> parts = new Recent<>(MOST_PARTS);
    private @Nullable VocabularyTree tree;

    /** The part a text is in, and the bytes with which what comes after can begin. */
    private record PartKey(Expression part, ByteSet next) {}

    /**
     * @param inside the tokens that stay within the part or end with it
     * @param leaving the nodes just outside of it, by what can come after
     */
    private record Part(BitSet inside, int[] leaving) {}

    /** @param endTokens allowed exactly where the grammar accepts the end */
    public TokenMasks(Tokenizer tokenizer, Set<Integer> endTokens) {
        this.tokenizer = tokenizer;
        this.endTokens = Set.copyOf(endTokens);
    }

    /**
     * Does what otherwise the first texts would wait for, one token after the other: the tree, and the parts that every
     * grammar of JSON has. The first call takes a moment, best on a thread that is not the model's.
     */
    public synchronized void prepare() {
        if (tree == null) {
            GrammarState state = Grammar.json().start();
            for (byte value : COMMON.getBytes(StandardCharsets.UTF_8)) {
                mask(state.expression());
                state = state.advance(value);
            }
        }
    }

    /** The ids that may follow in {@code state}. The caller must not change it. */
    public synchronized BitSet allowed(GrammarState state) {
        return mask(state.expression());
    }

    /** Whether {@code id} may follow in {@code state}; cheaper than all of them. */
    public boolean allows(GrammarState state, int id) {
        if (endTokens.contains(id)) {
            return state.acceptsEnd();
        }
        return id < tokenizer.size() && !advance(state, id).isDead();
    }

    /** The state after {@code id} was written, which must be no end token. */
    public GrammarState advance(GrammarState state, int id) {
        return state.advance(VocabularyTree.bytes(tokenizer, id));
    }

    /**
     * The tokens that must follow in {@code state}, as the tokenizer would split the text that must follow, without those
     * at its end that might be part of a longer token together with what comes then. Often none.
     *
     * <p>The grammar forces bytes, not tokens: masks alone would also allow other ways to split the same text.
     */
    public synchronized int[] forced(GrammarState state) {
        IntStream.Builder all = IntStream.builder();
        GrammarState at = state;
        while (true) {
            Span span = Span.after(at);
            int[] ids = split(span);
            IntStream.of(ids).forEach(all::add);
            int covered =
                    IntStream.of(ids).map(id -> tokenizer.bytes(id).length).sum();
            if (covered < span.text().length || !span.after().firstBytes().equals(Span.FRAME)) {
                return all.build().toArray();
            }
            OptionalInt control = onlyControl(span.after());
            if (control.isEmpty()) {
                return all.build().toArray();
            }
            all.add(control.getAsInt());
            at = advance(span.after(), control.getAsInt());
        }
    }

    /** The control token that must follow, if there is but one. */
    private OptionalInt onlyControl(GrammarState state) {
        BitSet controls = mask(state.expression());
        return controls.cardinality() == 1 ? OptionalInt.of(controls.nextSetBit(0)) : OptionalInt.empty();
    }

    /** Text that must follow, in whole characters, and the state after it. */
    private record Span(byte[] text, GrammarState after) {
        static final ByteSet FRAME = ByteSet.of(Grammar.CONTROL_FRAME & 0xff);

        static Span after(GrammarState before) {
            ByteArrayOutputStream forced = new ByteArrayOutputStream();
            GrammarState reached = before;
            Span whole = new Span(new byte[0], before);
            while (!reached.acceptsEnd()
                    && reached.firstBytes().size() == 1
                    && !reached.firstBytes().equals(FRAME)
                    && forced.size() < LONGEST_FORCED) {
                int next = reached.firstBytes().smallest();
                reached = reached.advance((byte) next);
                forced.write(next);
                if (!isWithinCharacter(reached)) {
                    whole = new Span(forced.toByteArray(), reached);
                }
            }
            return whole;
        }

        private static boolean isWithinCharacter(GrammarState state) {
            int next = state.firstBytes().smallest();
            return next >= 0x80 && next < 0xc0;
        }
    }

    /** The tokens of a span, up to the first that could become part of a longer one. */
    private int[] split(Span span) {
        byte[] bytes = span.text();
        int[] ids = tokenizer.encode(new String(bytes, StandardCharsets.UTF_8));
        int at = 0;
        for (int i = 0; i < ids.length; i++) {
            byte[] token = tokenizer.bytes(ids[i]);
            boolean same = Arrays.equals(token, 0, token.length, bytes, at, Math.min(at + token.length, bytes.length));
            // Unequal where the tokenizer normalizes: then the mask spells it out.
            if (!same || couldGrow(bytes, at, span.after())) {
                return Arrays.copyOf(ids, i);
            }
            at += token.length;
        }
        return ids;
    }

    /** Whether some token begins with all that is left of {@code bytes} and goes on as {@code after} allows. */
    private boolean couldGrow(byte[] bytes, int start, GrammarState after) {
        int node = tree().find(bytes, start);
        return node >= 0 && tree().next(node).intersects(after.firstBytes());
    }

    private VocabularyTree tree() {
        VocabularyTree known = tree;
        if (known == null) {
            known = new VocabularyTree(tokenizer);
            tree = known;
        }
        return known;
    }

    private BitSet mask(Expression state) {
        return remembered(masks, state, () -> {
            BitSet mask = new BitSet(tokenizer.size());
            if (state.acceptsEmpty()) {
                endTokens.forEach(mask::set);
            }
            for (Expression way : state.alternatives()) {
                add(way.first().upTo(tree().longest()), way.rest(), mask);
            }
            return mask;
        });
    }

    private void add(Expression first, Expression rest, BitSet mask) {
        if (first.acceptsEmpty() && rest != Expression.EMPTY) {
            mask.or(mask(rest));
        }
        GrammarState after = pool.state(rest);
        PartKey key = new PartKey(first, after.firstBytes());
        Part part = remembered(parts, key, () -> part(first, key.next()));
        mask.or(part.inside());
        for (int node : part.leaving()) {
            addBelow(node, after, mask);
        }
    }

    private static <K, V> V remembered(Map<K, V> known, K key, Supplier<V> compute) {
        V value = known.get(key);
        if (value == null) {
            value = compute.get();
            known.put(key, value);
        }
        return value;
    }

    private Part part(Expression first, ByteSet next) {
        VocabularyTree tokens = tree();
        TokenSelection inside = new TokenSelection(tokens);
        IntStream.Builder leaving = IntStream.builder();
        long ways = ByteClasses.of(next);
        GrammarState[] path = new GrammarState[tokens.longest() + 1];
        path[0] = pool.state(first);
        int node = 1;
        while (node < tokens.end(0)) {
            int depth = tokens.depth(node);
            GrammarState before = path[depth - 1].upTo(tokens.height(node) + 1);
            if (staysInside(before, tokens.classes(node), ways)) {
                node = inside.addAll(node);
                continue;
            }
            // What leaves at once, before the first byte, is what may follow after the part.
            if (depth > 1 && before.acceptsEnd() && next.contains(tokens.value(node) & 0xff)) {
                leaving.add(node);
            }
            GrammarState state = before.advance(tokens.value(node));
            path[depth] = state;
            if (state.isDead()) {
                node = tokens.end(node);
            } else {
                node = staysInside(state, tokens.below(node), ways) ? inside.addAll(node) : inside.add(node);
            }
        }
        BitSet mask = new BitSet(tokenizer.size());
        inside.addTo(mask);
        return new Part(mask, leaving.build().toArray());
    }

    /** Whether all bytes of some classes lead from {@code state} to itself, without one that is a way out of the part. */
    private static boolean staysInside(GrammarState state, long classes, long ways) {
        return (!state.acceptsEnd() || (classes & ways) == 0) && state.loopsOn(classes);
    }

    /** Adds the tokens at and below {@code top} that may follow in {@code before}, the state above {@code top}. */
    private void addBelow(int top, GrammarState before, BitSet mask) {
        VocabularyTree tokens = tree();
        TokenSelection possible = new TokenSelection(tokens);
        int above = tokens.depth(top) - 1;
        GrammarState[] path = new GrammarState[tokens.longest() + 1];
        path[above] = before;
        int node = top;
        while (node < tokens.end(top)) {
            int depth = tokens.depth(node);
            GrammarState state = path[depth - 1].advance(tokens.value(node));
            path[depth] = state;
            if (state.isDead()) {
                node = tokens.end(node);
            } else {
                node = state.loopsOn(tokens.below(node)) ? possible.addAll(node) : possible.add(node);
            }
        }
        possible.addTo(mask);
    }
}
