package dev.qwen4j.service.cli;

import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.Outcome;
import java.util.function.Consumer;

/** Shows a run to a person while it happens: {@code Thought: …}, {@code Action: …}, as in the ReAct paper. */
final class StepPrinter implements Consumer<AgentEvent> {
    private static final String PLAIN = "\u001b[0m";

    private final Terminal terminal;
    private String answerMarker = "Final Answer";

    /** Marker and step of the text that is being streamed; empty between texts. */
    private String open = "";

    /** White space that is printed only if more text follows in the same section. */
    private String pendingSpace = "";

    /** The limit that ended the run; empty while there is none. */
    private String limit = "";

    StepPrinter(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void accept(AgentEvent event) {
        switch (event) {
            case AgentEvent.Started started -> answerMarker = started.tools().isEmpty() ? "Answer" : "Final Answer";
            case AgentEvent.Thought thought -> stream("Thought", thought.step(), thought.delta());
            case AgentEvent.Action action -> {
                line("Action", action.tool());
                line(
                        "Action Input",
                        action.arguments().isEmpty()
                                ? action.input()
                                : action.arguments().toString());
            }
            case AgentEvent.Observation observation -> line("Observation", observation.text());
            case AgentEvent.Answer answer -> stream(answerMarker, 0, answer.delta());
            case AgentEvent.Retry retry -> line("Observation", "Error: " + retry.complaint());
            case AgentEvent.ApprovalNeeded needed -> {
                line("Action", needed.tool());
                line("Action Input", needed.arguments().toString());
            }
            case AgentEvent.Written written -> {}
            case AgentEvent.ApprovalGiven given -> {}
            case AgentEvent.Reduced reduced -> {}
            case AgentEvent.Summarized summarized -> {}
            case AgentEvent.BudgetSpent spent -> limit = spent.message();
            case AgentEvent.Resumed resumed -> {}
            case AgentEvent.Problem problem -> {}
            case AgentEvent.Done done -> finish(done.outcome());
        }
        terminal.out().flush();
    }

    private void stream(String marker, int step, String delta) {
        String section = marker + step;
        String text = Terminal.harmless(delta);
        if (!section.equals(open)) {
            text = text.stripLeading();
            if (text.isEmpty()) {
                return;
            }
            endLine();
            marker(marker);
            open = section;
        }
        String solid = text.stripTrailing();
        if (solid.isEmpty()) {
            pendingSpace += text;
        } else {
            terminal.out().print(pendingSpace + solid);
            pendingSpace = text.substring(solid.length());
        }
    }

    private void line(String marker, String text) {
        endLine();
        marker(marker);
        terminal.out().print(Terminal.harmless(text).strip() + "\n");
    }

    private void marker(String marker) {
        if (!terminal.colours()) {
            terminal.out().print(marker + ": ");
            return;
        }
        String colour = switch (marker) {
            case "Thought" -> "\u001b[2m";
            case "Action", "Action Input" -> "\u001b[36m";
            case "Observation" -> "\u001b[33m";
            default -> "\u001b[1;32m";
        };
        terminal.out().print(colour + marker + ":" + PLAIN + " ");
    }

    private void finish(Outcome outcome) {
        boolean answerShown = open.startsWith(answerMarker);
        endLine();
        switch (outcome) {
            case Outcome.Answered answered -> {
                if (!answerShown) {
                    line(answerMarker, answered.answer());
                }
            }
            case Outcome.OutOfBudget ended -> {
                if (ended.best() && !answerShown) {
                    line(answerMarker, ended.answer());
                }
                terminal.complain(ended.best() ? limit : ended.answer());
            }
            case Outcome.Cancelled ended -> terminal.complain(ended.answer());
            case Outcome.Failed ended -> terminal.complain(ended.answer());
            case Outcome.Waiting waiting -> terminal.complain(waiting.answer());
        }
    }

    private void endLine() {
        if (!open.isEmpty()) {
            terminal.out().print("\n");
        }
        open = "";
        pendingSpace = "";
    }
}
