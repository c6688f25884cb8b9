package dev.qwen4j.agent;

import dev.qwen4j.tools.Repair;
import dev.qwen4j.tools.ToolCall;
import dev.qwen4j.tools.ToolRegistry;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What the loop does about a step: the one place that says whether it counts. */
public sealed interface Decision {
    /** Faults that were tolerated on the way. */
    Set<Repair> repairs();

    /**
     * Make these calls.
     *
     * @param calls at least one that is ready
     */
    record Call(List<ToolCall> calls, Set<Repair> repairs) implements Decision {
        public Call {
            calls = List.copyOf(calls);
            repairs = Set.copyOf(repairs);
        }
    }

    /** End the run with this answer. */
    record Answer(String answer, Set<Repair> repairs) implements Decision {
        public Answer {
            repairs = Set.copyOf(repairs);
        }
    }

    /**
     * Have the model write the step again.
     *
     * @param tool the tool that was meant, as far as known; else empty
     * @param reason what the model is told
     */
    record Retry(String tool, String reason, Set<Repair> repairs) implements Decision {
        public Retry {
            repairs = Set.copyOf(repairs);
        }
    }

    /** @param strict whether a fault that could be tolerated is a reason to write the step again */
    static Decision of(Step step, ToolRegistry tools, boolean strict) {
        Decision decision = of(step, tools);
        if (!strict || decision.repairs().isEmpty() || decision instanceof Retry) {
            return decision;
        }
        String faults = decision.repairs().stream().map(Repair::code).sorted().collect(Collectors.joining(", "));
        String tool = decision instanceof Call call && call.calls().getFirst() instanceof ToolCall.Ready ready
                ? ready.tool().spec().name()
                : "";
        return new Retry(
                tool, "the text is not in the required format (" + faults + "): write it again", decision.repairs());
    }

    private static Decision of(Step step, ToolRegistry tools) {
        return switch (step) {
            case Step.FinalAnswer answer ->
                answer.answer().isEmpty()
                        ? new Retry("", "nothing was written", answer.notes().repairs())
                        : new Answer(answer.answer(), answer.notes().repairs());
            case Step.Malformed malformed ->
                new Retry("", malformed.complaint(), malformed.notes().repairs());
            case Step.Action action -> of(action, tools);
        };
    }

    private static Decision of(Step.Action action, ToolRegistry tools) {
        Set<Repair> repairs = EnumSet.noneOf(Repair.class);
        repairs.addAll(action.notes().repairs());
        List<ToolCall> calls = new ArrayList<>();
        boolean ready = false;
        for (Step.Call written : action.calls()) {
            ToolCall call = written.readBy(tools);
            calls.add(call);
            if (call instanceof ToolCall.Ready made) {
                ready = true;
                repairs.addAll(made.repairs());
            }
        }
        return !ready && calls.getFirst() instanceof ToolCall.Refused refused
                ? new Retry(refused.name(), refused.reason(), repairs)
                : new Call(calls, repairs);
    }
}
