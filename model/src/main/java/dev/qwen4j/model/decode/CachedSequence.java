package dev.qwen4j.model.decode;

/** A sequence on loan from a {@link PrefixCache}, for a text of which it reads more and more. Closing it gives it back. */
final class CachedSequence implements AutoCloseable {
    private final PrefixCache cache;
    private final double alpha;
    private final Tokens text;
    private final int promptTokens;
    private final Sequence sequence;
    private final int cachedTokens;

    CachedSequence(
            PrefixCache cache, double alpha, Tokens text, int promptTokens, Sequence sequence, int cachedTokens) {
        this.cache = cache;
        this.alpha = alpha;
        this.text = text;
        this.promptTokens = promptTokens;
        this.sequence = sequence;
        this.cachedTokens = cachedTokens;
    }

    Sequence sequence() {
        return sequence;
    }

    double alpha() {
        return alpha;
    }

    Tokens text() {
        return text;
    }

    /** Tokens of the text that have been read; at first those that an earlier call has read. */
    int length() {
        return sequence.length();
    }

    /** Tokens of the prompt that an earlier call has read or written. */
    int cachedTokens() {
        return cachedTokens;
    }

    /** How many tokens of a text under this growth need not be read, as this sequence has read them. */
    int known(double alpha, Tokens text) {
        return alpha == this.alpha ? Math.min(this.text.common(text), length()) : 0;
    }

    /** The same, but for tokens that were written and not read any more: the last ones of a call. */
    int knownOrWritten(Tokens text) {
        int common = this.text.common(text);
        return length() < promptTokens ? Math.min(common, length()) : common;
    }

    /** Gives it back to be freed: what it has read is not to be relied on. */
    void discard() {
        cache.discard(this);
    }

    @Override
    public void close() {
        cache.keep(this);
    }
}
