package dev.qwen4j.model.decode;

/** A sequence on loan from a {@link PrefixCache}. Closing it gives it back. */
final class CachedSequence implements AutoCloseable {
    private final PrefixCache cache;
    private final double alpha;
    private final Tokens tokens;
    private final Sequence sequence;

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

    /** Reads on: the logits after the last token. */
    float[] append(int[] more) {
        float[] logits = cache.model().append(Step.of(sequence, more));
        tokens.add(more);
        return logits;
    }

    @Override
    public void close() {
        cache.keep(alpha, tokens, sequence);
    }
}
