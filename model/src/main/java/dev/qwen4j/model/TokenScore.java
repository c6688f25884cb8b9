package dev.qwen4j.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One position of a scored sequence. Probabilities are natural logarithms.
 *
 * @param position from 0
 * @param token the id at this position
 * @param nextLogprob of the token at the next position; null at the last one
 * @param top most probable next tokens, best first
 */
public record TokenScore(int position, int token, @Nullable Double nextLogprob, List<Candidate> top) {
    /** A possible next token. */
    public record Candidate(int id, double logprob) {}
}
