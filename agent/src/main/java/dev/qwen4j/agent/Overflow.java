package dev.qwen4j.agent;

/** What becomes of a run whose conversation does not fit into the model's context, once its observations are shortened. */
public enum Overflow {
    /** The model sums up the oldest steps; the sum stands for them from then on. */
    SUMMARIZE,
    /** The run goes on as far as there is room, and fails with {@link Outcome.Cause#CONTEXT}. */
    REFUSE
}
