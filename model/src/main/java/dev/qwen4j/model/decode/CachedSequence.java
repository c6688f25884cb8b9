package dev.qwen4j.model.decode;

/** A sequence on loan from a {@link PrefixCache}. Closing it gives it back, unless a forward pass in it failed. */
final class CachedSequence implements AutoCloseable {
    private final PrefixCache cache;
    private final double alpha;
    private final Tokens tokens;
    private final Sequence sequence;
    private boolean whole = true;

    CachedSequence(PrefixCache cache, double alpha, Tokens tokens, Sequence sequence) {
        this.cache = cache;
        this.alpha = alpha;
        this.tokens = tokens;
        this.sequence = sequence;
    }

    /** Tokens read; at first those of the prompt that need not be read. */
    int length() {
        return sequence.length();
    }

    /** Reads on, as {@link Sequence#append}. */
    float[] append(int[] more) {
        whole = false;
        float[] logits = sequence.append(more);
        tokens.add(more);
        whole = true;
        return logits;
    }

    @Override
    public void close() {
        if (whole) {
            cache.keep(alpha, tokens, sequence);
        } else {
            sequence.close();
        }
    }
}
