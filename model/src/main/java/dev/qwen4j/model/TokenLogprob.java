package dev.qwen4j.model;

import java.util.List;

/**
 * A token of a text, and those that could have stood in its place.
 *
 * @param top the most probable ones, best first; {@code chosen} need not be among them
 */
public record TokenLogprob(Candidate chosen, List<Candidate> top) {
    public TokenLogprob {
        top = List.copyOf(top);
    }

    /**
     * A possible token.
     *
     * @param bytes what it stands for, each 0 to 255; of many tokens not whole characters
     * @param logprob natural logarithm of its probability
     */
    public record Candidate(int id, List<Integer> bytes, double logprob) {
        public Candidate {
            bytes = List.copyOf(bytes);
        }
    }
}
