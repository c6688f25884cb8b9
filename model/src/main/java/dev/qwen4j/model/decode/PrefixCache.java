package dev.qwen4j.model.decode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sequences that earlier calls left behind, so that a prompt that begins like one of them is read only from where it
 * goes on otherwise: the next step of an agent, the next turn of a chat, the same instruction before another question.
 *
 * <p>A prompt that goes on where a sequence ends takes it over. One that leaves it earlier gets a copy of what they have in
 * common. At least the last token of a prompt is always read, as its logits are not kept.
 *
 * <p>Reading a prompt in other pieces adds the same numbers in another order: logits may differ from those of a prompt
 * read from the start in the last bits of a float32, never by more.
 *
 * <p>Not thread-safe: all of it, and the sequences it gives out, on the thread of the {@link ForwardPass}.
 */
public final class PrefixCache implements AutoCloseable {
    private final ForwardPass model;
    private final long limitBytes;

    /**
     * Not in use; the least recently used one first. Not a tree: they are few and long, and comparing a prompt with each
     * takes less than a thousandth of the time of one forward pass.
     */
    private final List<Kept> kept = new ArrayList<>();

    private record Kept(double alpha, Tokens tokens, Sequence sequence) {}

    /** @param limitBytes of memory outside the Java heap for sequences that are not in use; 0 keeps none */
    public PrefixCache(ForwardPass model, long limitBytes) {
        this.model = model;
        this.limitBytes = limitBytes;
    }

    /** A sequence that has read the beginning of {@code prompt}, or nothing. The caller closes it, to be kept. */
    CachedSequence begin(int[] prompt) {
        double alpha = model.ntkAlpha(prompt.length);
        @Nullable Kept best = null;
        int known = 0;
        for (Kept candidate : kept) {
            int common = candidate.alpha == alpha ? candidate.tokens.common(prompt) : 0;
            if (common > known) {
                best = candidate;
                known = common;
            }
        }
        known = Math.min(known, prompt.length - 1);
        if (best == null || known == 0) {
            return new CachedSequence(this, alpha, new Tokens(), model.begin(prompt.length));
        }
        kept.remove(best);
        if (known == best.sequence.length()) {
            extend(best.sequence, prompt.length);
            return new CachedSequence(this, alpha, best.tokens, best.sequence);
        }
        kept.add(best);
        Tokens beginning = new Tokens();
        beginning.add(Arrays.copyOf(prompt, known));
        return new CachedSequence(this, alpha, beginning, best.sequence.fork(known, prompt.length));
    }

    ForwardPass model() {
        return model;
    }

    private static void extend(Sequence sequence, int promptTokens) {
        try {
            sequence.extend(promptTokens);
        } catch (RuntimeException e) {
            sequence.close();
            throw e;
        }
    }

    /** Takes back a sequence. */
    void keep(double alpha, Tokens tokens, Sequence sequence) {
        if (sequence.length() == 0 || isBeginningOfAnother(alpha, tokens)) {
            sequence.close();
            return;
        }
        drop(other -> other.alpha == alpha && tokens.startsWith(other.tokens));
        kept.add(new Kept(alpha, tokens, sequence));
        while (bytes() > limitBytes) {
            kept.removeFirst().sequence.close();
        }
    }

    /** Memory of the sequences that are not in use. */
    long bytes() {
        return kept.stream().mapToLong(each -> each.sequence.bytes()).sum();
    }

    private boolean isBeginningOfAnother(double alpha, Tokens tokens) {
        return kept.stream().anyMatch(other -> other.alpha == alpha && other.tokens.startsWith(tokens));
    }

    private void drop(Predicate<Kept> condition) {
        for (Iterator<Kept> each = kept.iterator(); each.hasNext(); ) {
            Kept one = each.next();
            if (condition.test(one)) {
                each.remove();
                one.sequence.close();
            }
        }
    }

    /** Frees what is kept. */
    @Override
    public void close() {
        drop(each -> true);
    }
}
