package dev.qwen4j.agent;

import dev.qwen4j.model.Usage;
import java.util.Locale;

/** How a run ended. Every ending has an answer that can be shown to the user, and the transcript up to it. */
public sealed interface Outcome {
    /** What to show the user; a sentence that says what happened where the model gave no answer. */
    String answer();

    /** Everything up to the end, the conversation to continue from. */
    Transcript transcript();

    /** Steps taken. */
    int steps();

    /** Tokens of all model calls. */
    Usage usage();

    /** The name of the outcome on the wire. */
    String name();

    /** What it came to, for programs: the name of the budget or the cause in lower case; empty if the name says it. */
    default String reason() {
        return "";
    }

    record Answered(String answer, Transcript transcript, int steps, Usage usage) implements Outcome {
        @Override
        public String name() {
            return "answered";
        }
    }

    /**
     * A limit was reached first.
     *
     * @param answer the best answer that the model could give with what it knew by then, if {@code best}, else a sentence
     *     that names the limit
     */
    record OutOfBudget(String answer, boolean best, Budget budget, Transcript transcript, int steps, Usage usage)
            implements Outcome {
        @Override
        public String name() {
            return "out_of_budget";
        }

        @Override
        public String reason() {
            return budget.name().toLowerCase(Locale.ROOT);
        }
    }

    record Cancelled(String answer, Transcript transcript, int steps, Usage usage) implements Outcome {
        @Override
        public String name() {
            return "cancelled";
        }
    }

    /** The model or the host failed; {@code answer} says how. */
    record Failed(String answer, Cause cause, Transcript transcript, int steps, Usage usage) implements Outcome {
        @Override
        public String name() {
            return "failed";
        }

        @Override
        public String reason() {
            return cause.name().toLowerCase(Locale.ROOT);
        }
    }

    /** A call needs consent; the run goes on with {@link Agent#answer}, in this process or another. */
    record Waiting(String answer, String callId, String tool, Transcript transcript, int steps, Usage usage)
            implements Outcome {
        @Override
        public String name() {
            return "waiting";
        }
    }

    /** Why a run failed. */
    enum Cause {
        /** The model wrote what cannot be carried out, again and again. */
        UNREADABLE,
        /** The model's answer is empty. */
        EMPTY_ANSWER,
        /** The conversation does not fit into the model's context. */
        CONTEXT,
        /** The model cannot be held to the protocol's format, as {@link Constrain#STRICT} demands. */
        CONSTRAINT,
        /** The model failed. */
        MODEL,
        /** What happens could not be written down. */
        JOURNAL,
        /** An error in the program. */
        INTERNAL
    }
}
