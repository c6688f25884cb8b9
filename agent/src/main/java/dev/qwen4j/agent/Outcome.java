package dev.qwen4j.agent;

import dev.qwen4j.model.Usage;

/** How a run ended. Every ending has an answer that can be shown to the user, and the transcript up to it. */
public sealed interface Outcome {
    /** What to show the user; a sentence that says what happened where the model gave no answer. */
    String answer();

    /** Everything up to the end, the conversation to continue from. */
    Transcript transcript();

    /** Model calls made. */
    int steps();

    /** Tokens of all model calls. */
    Usage usage();

    /** The name of the outcome on the wire. */
    String name();

    record Answered(String answer, Transcript transcript, int steps, Usage usage) implements Outcome {
        @Override
        public String name() {
            return "answered";
        }
    }

    /** A limit was reached first; {@code answer} names it. */
    record OutOfBudget(String answer, Transcript transcript, int steps, Usage usage) implements Outcome {
        @Override
        public String name() {
            return "out_of_budget";
        }
    }

    record Cancelled(String answer, Transcript transcript, int steps, Usage usage) implements Outcome {
        @Override
        public String name() {
            return "cancelled";
        }
    }

    /** The model or the host failed; {@code answer} says how. */
    record Failed(String answer, Transcript transcript, int steps, Usage usage) implements Outcome {
        @Override
        public String name() {
            return "failed";
        }
    }
}
