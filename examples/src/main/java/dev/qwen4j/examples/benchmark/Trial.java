package dev.qwen4j.examples.benchmark;

import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.Outcome;
import java.util.List;
import java.util.stream.Collectors;

/** What an agent did with one question. */
record Trial(Question question, List<AgentEvent.Action> calls, Outcome outcome) {
    static final String HEADER = """
            | Wrong | Question | Calls | Answer |
            |---|---|---|---|""";

    Trial {
        calls = List.copyOf(calls);
    }

    /** The first call is of an expected tool; where none is expected, there is no call. */
    boolean rightTool() {
        return question.needsTool()
                ? !calls.isEmpty() && question.tools().contains(calls.getFirst().tool())
                : calls.isEmpty();
    }

    /** The right tool was called with the right input; where none is expected, there is no call. */
    boolean rightCall() {
        return rightTool()
                && (calls.isEmpty()
                        || question.input().matcher(calls.getFirst().input()).find());
    }

    /** The right tool, or none, led to the right answer. */
    boolean rightAnswer() {
        return rightTool()
                && outcome instanceof Outcome.Answered answered
                && question.answer().matcher(answered.answer()).find();
    }

    boolean falseCall() {
        return !question.needsTool() && !calls.isEmpty();
    }

    /** A row of the table under {@link #HEADER}; the first field names what went wrong first. */
    String row() {
        String wrong = rightAnswer() ? "" : rightCall() ? "answer" : rightTool() ? "input" : "tool";
        String made =
                calls.stream().map(call -> call.tool() + " " + call.input()).collect(Collectors.joining("; "));
        return "| " + wrong + " | " + cell(question.text()) + " | " + cell(made) + " | " + cell(outcome.answer())
                + " |";
    }

    private static String cell(String text) {
        return text.strip().replace("|", "\\|").replaceAll("\\s*\\R\\s*", " ⏎ ");
    }
}
