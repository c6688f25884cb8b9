package dev.qwen4j.model.decode;

import java.util.BitSet;

/** Chooses the next token of one sequence. */
public interface Sampler {
    /**
     * @param logits of each token of the vocabulary; may be changed
     * @param seen ids that occur in the prompt or in what was generated
     * @return an index of {@code logits}
     * @throws dev.qwen4j.model.ModelException if the logits are not numbers
     */
    int next(float[] logits, BitSet seen);
}
