package dev.qwen4j.model.decode;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sequences that earlier calls left behind and those of calls still running, so that a prompt that begins like one of
 * them is read only from where it goes on otherwise: the next step of an agent, the next turn of a chat, the same
 * instruction before another question.
 *
 * <p>A prompt that goes on where a sequence left behind ends takes it over. One that leaves it earlier, or goes on where one
 * in use is, gets a copy of what they have in common. At least the last token of a prompt is always read, as its
 * logits are not kept.
 *
 * <p>The last token that a call writes is not read by it, as nothing comes after it. It is kept with the sequence and is
 * read together with what the next prompt goes on with.
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
    private final List<CachedSequence> kept = new ArrayList<>();

    private final List<CachedSequence> inUse = new ArrayList<>();

    /** @param limitBytes of memory outside the Java heap for sequences that are not in use; 0 keeps none */
    public PrefixCache(ForwardPass model, long limitBytes) {
        this.model = model;
        this.limitBytes = limitBytes;
    }

    /**
     * A sequence that has read the beginning of a prompt, or nothing. The caller closes it, to be kept.
     *
     * @param text begins with the prompt; the caller adds to it what it writes
     * @param promptTokens how many tokens of it are the prompt
     */
    CachedSequence begin(Tokens text, int promptTokens) {
        double alpha = model.ntkAlpha(promptTokens);
        @Nullable CachedSequence best = best(alpha, text);
        int known = best == null ? 0 : Math.min(best.known(alpha, text), promptTokens - 1);
        CachedSequence begun;
        if (best == null || known == 0) {
            begun = new CachedSequence(this, alpha, text, promptTokens, model.begin(promptTokens), 0);
        } else if (known == best.length() && kept.remove(best)) {
            int cached = Math.min(best.knownOrWritten(text), promptTokens - 1);
            begun = new CachedSequence(
                    this, alpha, text, promptTokens, extended(best.sequence(), promptTokens), cached);
        } else {
            if (kept.remove(best)) {
                kept.add(best);
            }
            begun = new CachedSequence(
                    this, alpha, text, promptTokens, best.sequence().fork(known, promptTokens), known);
        }
        inUse.add(begun);
        return begun;
    }

    /** How many tokens of a prompt need not be read. */
    int known(Tokens text, int promptTokens) {
        double alpha = model.ntkAlpha(promptTokens);
        @Nullable CachedSequence best = best(alpha, text);
        return best == null ? 0 : Math.min(best.known(alpha, text), promptTokens - 1);
    }

    /** Of several that know as much, one that may be taken over. */
    private @Nullable CachedSequence best(double alpha, Tokens text) {
        @Nullable CachedSequence best = null;
        int known = 0;
        for (List<CachedSequence> candidates : List.of(kept, inUse)) {
            for (CachedSequence candidate : candidates) {
                int common = candidate.known(alpha, text);
                if (common > known) {
                    best = candidate;
                    known = common;
                }
            }
        }
        return best;
    }

    private static Sequence extended(Sequence sequence, int promptTokens) {
        try {
            sequence.extend(promptTokens);
            return sequence;
        } catch (RuntimeException e) {
            sequence.close();
            throw e;
        }
    }

    /** Takes back a sequence. */
    void keep(CachedSequence one) {
        inUse.remove(one);
        if (one.length() == 0 || kept.stream().anyMatch(other -> covers(other, one))) {
            one.sequence().close();
            return;
        }
        drop(other -> covers(one, other));
        kept.add(one);
        while (bytes() > limitBytes) {
            kept.removeFirst().sequence().close();
        }
    }

    private static boolean covers(CachedSequence one, CachedSequence other) {
        return one.alpha() == other.alpha()
                && one.length() >= other.length()
                && one.text().startsWith(other.text());
    }

    /** Takes back a sequence that is not to be kept. */
    void discard(CachedSequence one) {
        inUse.remove(one);
        one.sequence().close();
    }

    /** Memory of the sequences that are not in use. */
    long bytes() {
        return kept.stream().mapToLong(each -> each.sequence().bytes()).sum();
    }

    private void drop(Predicate<CachedSequence> condition) {
        for (Iterator<CachedSequence> each = kept.iterator(); each.hasNext(); ) {
            CachedSequence one = each.next();
            if (condition.test(one)) {
                each.remove();
                one.sequence().close();
            }
        }
    }

    /** Frees what is kept. */
    @Override
    public void close() {
        drop(each -> true);
    }
}
