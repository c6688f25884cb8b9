package dev.qwen4j.agent;

/** Whether a model is held to what its {@link Protocol} can read while it writes. */
public enum Constrain {
    /** It writes what it likes; what cannot be carried out is written again. */
    OFF,
    /** It is held where it {@linkplain dev.qwen4j.model.LanguageModel#followsGrammars can be}. */
    AUTO,
    /** It is held; where it cannot be, the run fails with {@link Outcome.Cause#CONSTRAINT} before it writes anything. */
    STRICT
}
