package dev.qwen4j.model;

import java.util.function.Consumer;

/**
 * Whom to tell of each token of a text and how probable it was. Probabilities are the model's own: before temperature,
 * penalties, top-k, top-p and grammar have their say.
 *
 * @param top how many of the most probable tokens to name with each, 0 or more
 * @param listener is told of the tokens in order, on the inference thread, of each before the text it is part of; of none
 *     that is not shown, as those of a stop word and the end token
 */
public record Logprobs(int top, Consumer<TokenLogprob> listener) {
    public Logprobs {
        if (top < 0) {
            throw new IllegalArgumentException("top must be 0 or more but is " + top);
        }
    }
}
