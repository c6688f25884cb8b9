package dev.qwen4j.model.decode;

import dev.qwen4j.model.tokenizer.Tokenizer;

/**
 * Follows a reply through its thought, which stands between {@code <think>} and {@code </think>}. Vocabularies that lack
 * these tokens have none. Not thread-safe.
 */
final class Thought {
    static final String BEGIN = "<think>";
    static final String END = "</think>";

    private final Tokenizer tokenizer;
    private boolean open;
    private boolean over;
    private int tokens;

    /** @param prompt what the reply follows; the thought may begin there */
    Thought(Tokenizer tokenizer, int[] prompt) {
        this.tokenizer = tokenizer;
        for (int id : prompt) {
            if (tokenizer.isControl(id)) {
                open = is(BEGIN, id);
            }
        }
    }

    /** Told of each token that is written. A reply has one thought at most. */
    void accept(int token) {
        if (open) {
            over = is(END, token);
            open = !over;
            tokens++;
        } else {
            open = !over && is(BEGIN, token);
        }
    }

    private boolean is(String marker, int token) {
        return tokenizer.isControl(token) && tokenizer.decode(token).equals(marker);
    }

    /** Whether what comes next belongs to the thought. */
    boolean isOpen() {
        return open;
    }

    /** Tokens of the thought so far, without the markers while it is open. */
    int tokens() {
        return tokens;
    }
}
