package dev.qwen4j.agent;

import dev.qwen4j.tools.Ending;
import dev.qwen4j.tools.Repair;
import dev.qwen4j.tools.ToolCall;
import dev.qwen4j.tools.ToolRegistry;
import java.util.List;
import java.util.Set;

/** What the model asked for in one turn of the loop. */
public sealed interface Step {
    /** Text before the first marker, stripped; empty if the model gave none. */
    String thought();

    /** What the model wrote for this step, verbatim, without what it went on to invent after it. */
    String text();

    /** What else there is to know of the text. */
    Notes notes();

    /**
     * How a step was read.
     *
     * @param repairs faults that were tolerated
     * @param cut what the model wrote after the step, which is kept in the trace and nowhere else
     */
    record Notes(Set<Repair> repairs, String cut) {
        /** Nothing to tell. */
        public static final Notes NONE = new Notes(Set.of(), "");

        public Notes {
            repairs = Set.copyOf(repairs);
        }
    }

    /**
     * One call, both parts as the model wrote them.
     *
     * @param input empty if the model gave none
     * @param ending what is known of the input's end
     */
    record Call(String tool, String input, Ending ending) {
        /** The call as {@code tools} take it. */
        ToolCall readBy(ToolRegistry tools) {
            return tools.read(tool, input, ending);
        }
    }

    /**
     * Make these calls.
     *
     * @param calls at least one; more only in a protocol that has parallel calls
     */
    record Action(String thought, List<Call> calls, String text, Notes notes) implements Step {
        public Action {
            calls = List.copyOf(calls);
        }

        /** The one call of a protocol without parallel ones. */
        public Action(String thought, String tool, String input, String text) {
            this(thought, List.of(new Call(tool, input, Ending.STOPPED)), text, Notes.NONE);
        }

        /** The first call, the only one that the loop makes. */
        public Call call() {
            return calls.getFirst();
        }

        /** The tool of the first call. */
        public String tool() {
            return calls.getFirst().tool();
        }

        /** The input of the first call. */
        public String input() {
            return calls.getFirst().input();
        }
    }

    /** The run's answer. */
    record FinalAnswer(String thought, String answer, String text, Notes notes) implements Step {
        /** What Qwen writes before a final answer; stands for thoughts that are not known. */
        private static final String USUAL_THOUGHT = "I now know the final answer";

        /** One of which no more is known than what it says. */
        public static FinalAnswer of(String answer) {
            return new FinalAnswer(USUAL_THOUGHT, answer, "Thought: " + USUAL_THOUGHT + "\nFinal Answer: " + answer);
        }

        /** One without faults. */
        public FinalAnswer(String thought, String answer, String text) {
            this(thought, answer, text, Notes.NONE);
        }
    }

    /**
     * Neither of these.
     *
     * @param complaint tells the model what to write instead
     */
    record Malformed(String thought, String complaint, String text, Notes notes) implements Step {
        /** One of which nothing else is known. */
        public Malformed(String thought, String complaint, String text) {
            this(thought, complaint, text, Notes.NONE);
        }
    }
}
