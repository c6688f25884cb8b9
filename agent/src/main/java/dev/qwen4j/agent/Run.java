package dev.qwen4j.agent;

import dev.qwen4j.agent.journal.JournalException;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.PromptTooLongException;
import dev.qwen4j.tools.ToolRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one run as far as it goes. What it does next is told by its state, and whatever happens is a record of the
 * journal first: so a run that stops anywhere goes on from there.
 */
final class Run {
    private static final Logger LOG = LoggerFactory.getLogger(Run.class);
    private static final int RETRY_LIMIT = 2;
    private static final String UNHELD = "the model cannot be held to the format of its steps while it writes:"
            + " use one that follows grammars, or constrain where possible only";
    private static final String NO_ANSWER = "The run ended without an answer: ";

    private final RunState state;
    private final ToolRegistry tools;
    private final boolean strict;
    private final Recorder recorder;
    private final ModelCall modelCall;
    private final Calls calls;
    private final ContextFit contextFit;
    private final Summing summing;

    Run(Agent agent, RunState state, Consumer<AgentEvent> events) {
        this.state = state;
        tools = agent.tools;
        strict = agent.strict;
        recorder = new Recorder(agent.journals, agent.clock, state, events);
        modelCall = new ModelCall(agent, state);
        calls = new Calls(agent.tools, agent.policy, state, recorder);
        contextFit = new ContextFit(agent.model, state, modelCall);
        summing = new Summing(agent.model, state, contextFit);
    }

    /** Until the run has ended or waits for somebody. */
    Outcome proceed() {
        try {
            Outcome outcome = withinTime();
            if (!(outcome instanceof Outcome.Waiting)) {
                recorder.tell(stamp -> new AgentEvent.Done(stamp, outcome));
            }
            return outcome;
        } catch (JournalException e) {
            LOG.warn("the run cannot go on", e);
            Outcome failed = outcome(Outcome.Cause.JOURNAL, String.valueOf(e.getMessage()));
            recorder.tellUnrecorded(stamp -> new AgentEvent.Problem(stamp, Outcome.Cause.JOURNAL, failed.answer()));
            recorder.tellUnrecorded(stamp -> new AgentEvent.Done(stamp, failed));
            return failed;
        }
    }

    /** Ends the run instead. */
    Outcome cancel() {
        Outcome outcome = cancelled();
        recorder.tell(stamp -> new AgentEvent.Done(stamp, outcome));
        return outcome;
    }

    private Outcome withinTime() {
        Duration left = state.limits().maxDuration().minus(state.active());
        Deadline deadline = Deadline.in(left.isPositive() ? left : Duration.ZERO);
        try (deadline) {
            return modelCall.isUnheld() ? failed(Outcome.Cause.CONSTRAINT, UNHELD) : loop(deadline);
        } catch (InterruptedException e) {
            return deadline.passed() ? outOfTime() : cancelled();
        } catch (JournalException e) {
            throw e;
        } catch (RuntimeException e) {
            if (deadline.passed()) {
                return outOfTime();
            }
            if (state.closing() != null) {
                LOG.warn("the last answer failed", e);
                return outOfBudget(state.closing());
            }
            LOG.warn("step {} failed", state.steps() + 1, e);
            return failed(cause(e), reason(e));
        }
    }

    private Outcome loop(Deadline deadline) throws InterruptedException {
        while (true) {
            if (Thread.interrupted() || deadline.passed()) {
                throw new InterruptedException();
            }
            switch (state.next()) {
                case Next.Generate generate -> generate();
                case Next.Close close -> {
                    if (state.tokensLeft() < 1) {
                        return outOfBudget(close);
                    }
                    write(state.steps());
                }
                case Next.GiveUp(Next.Close close) -> {
                    return outOfBudget(close);
                }
                case Next.Take(Step step, FinishReason reason) -> {
                    Optional<Outcome> end = take(step, reason);
                    if (end.isPresent()) {
                        return end.get();
                    }
                }
                case Next.Await(AgentEvent.ApprovalNeeded needed) -> {
                    return waiting(needed);
                }
                case Next.Decided(AgentEvent.ApprovalNeeded needed, Approval approval) ->
                    calls.decided(needed, approval);
                case Next.Ask(int call) -> calls.ask(call);
                case Next.Call(List<AgentEvent.Action> actions) -> calls.make(actions);
                case Next.Lost(List<AgentEvent.Action> actions) -> calls.recover(actions);
            }
        }
    }

    private void generate() throws InterruptedException {
        AgentLimits limits = state.limits();
        if (state.steps() >= limits.maxSteps()) {
            spent(Budget.STEPS, "the limit of " + limits.maxSteps() + " steps was reached");
        } else if (state.tokensLeft() <= limits.answerTokens()) {
            spent(Budget.TOKENS, "the limit of " + limits.maxTokens() + " tokens was reached");
        } else {
            write(state.steps() + 1);
        }
    }

    private void spent(Budget budget, String message) {
        recorder.tell(stamp -> new AgentEvent.BudgetSpent(stamp, budget, message));
    }

    private void write(int step) throws InterruptedException {
        fit();
        String opening = modelCall.opening();
        long start = System.nanoTime();
        Completion completion = modelCall.complete(listener(step));
        Duration duration = Duration.ofNanos(System.nanoTime() - start);
        recorder.tell(
                step,
                state.usage().plus(completion.usage()),
                state.repairs(opening, completion),
                stamp -> new AgentEvent.Written(stamp, opening, completion, duration));
    }

    /** Has the conversation leave room for a step, as far as the run may. */
    private void fit() throws InterruptedException {
        if (contextFit.fits()) {
            return;
        }
        contextFit.reduction().ifPresent(reduction -> recorder.tell(stamp -> new AgentEvent.Reduced(stamp, reduction)));
        for (Optional<Summing.Task> task = summing.task(); task.isPresent(); task = summing.task()) {
            sumUp(task.get());
        }
    }

    private void sumUp(Summing.Task task) throws InterruptedException {
        long start = System.nanoTime();
        Completion completion = summing.complete(task);
        Duration duration = Duration.ofNanos(System.nanoTime() - start);
        Reduction reduction = summing.reduction(task, completion);
        recorder.tell(
                state.steps(),
                state.usage().plus(completion.usage()),
                state.repairs(),
                stamp -> new AgentEvent.Summarized(stamp, reduction, completion, duration));
    }

    private Protocol.Listener listener(int step) {
        return new Protocol.Listener() {
            @Override
            public void thought(String delta) {
                recorder.delta(step, stamp -> new AgentEvent.Thought(stamp, delta));
            }

            @Override
            public void answer(String delta) {
                recorder.delta(step, stamp -> new AgentEvent.Answer(stamp, delta));
            }
        };
    }

    /** Does what the model wrote; gives the outcome if that ends the run. */
    private Optional<Outcome> take(Step step, FinishReason reason) throws InterruptedException {
        // A last answer is not asked for twice, so faults in it are tolerated.
        return switch (Decision.of(step, tools, strict && state.closing() == null)) {
            case Decision.Answer answer -> Optional.of(ended(answer.answer(), reason));
            case Decision.Call call -> {
                calls.ask(0);
                yield Optional.empty();
            }
            case Decision.Retry retry -> retry(step, retry);
        };
    }

    private Optional<Outcome> retry(Step step, Decision.Retry retry) {
        if (state.closing() != null) {
            return Optional.of(outOfBudget(state.closing()));
        }
        if (state.retriesInARow() < RETRY_LIMIT) {
            recorder.tell(stamp -> new AgentEvent.Retry(stamp, retry.tool(), retry.reason()));
            return Optional.empty();
        }
        return Optional.of(
                step instanceof Step.FinalAnswer answer && answer.answer().isEmpty()
                        ? failed(Outcome.Cause.EMPTY_ANSWER, "the model wrote nothing")
                        : failed(Outcome.Cause.UNREADABLE, "the model kept writing what cannot be carried out"));
    }

    private Outcome ended(String answer, FinishReason reason) {
        Next.Close closing = state.closing();
        if (closing != null) {
            return outOfBudget(answer, true, closing.budget());
        }
        if (reason == FinishReason.LENGTH) {
            return cutOff(answer, Budget.TOKENS, "the token limit was reached");
        }
        return new Outcome.Answered(answer, state.transcript(), state.steps(), state.usage());
    }

    private Outcome cutOff(String answer, Budget budget, String limit) {
        String note = "\n(The answer was cut off: " + limit + ".)";
        recorder.delta(state.steps(), stamp -> new AgentEvent.Answer(stamp, note));
        spent(budget, limit);
        return outOfBudget(answer + note, true, budget);
    }

    private Outcome outOfTime() {
        String limit = "the time limit of " + state.limits().maxDuration().toMillis() / 1000.0 + " s was reached";
        if (!modelCall.begunAnswer().isEmpty()) {
            return cutOff(modelCall.begunAnswer(), Budget.TIME, limit);
        }
        spent(Budget.TIME, limit);
        return outOfBudget(new Next.Close(Budget.TIME, limit));
    }

    private Outcome outOfBudget(Next.Close close) {
        return outOfBudget(NO_ANSWER + close.message() + ".", false, close.budget());
    }

    private Outcome outOfBudget(String answer, boolean best, Budget budget) {
        return new Outcome.OutOfBudget(answer, best, budget, state.transcript(), state.steps(), state.usage());
    }

    private Outcome failed(Outcome.Cause cause, String reason) {
        Outcome failed = outcome(cause, reason);
        recorder.tell(stamp -> new AgentEvent.Problem(stamp, cause, failed.answer()));
        return failed;
    }

    private Outcome outcome(Outcome.Cause cause, String reason) {
        return new Outcome.Failed(NO_ANSWER + reason + ".", cause, state.transcript(), state.steps(), state.usage());
    }

    private Outcome cancelled() {
        return new Outcome.Cancelled(NO_ANSWER + "it was cancelled.", state.transcript(), state.steps(), state.usage());
    }

    private Outcome waiting(AgentEvent.ApprovalNeeded needed) {
        return new Outcome.Waiting(
                "The run waits for consent to call " + needed.tool() + ": " + needed.reason() + ".",
                needed.callId(),
                needed.tool(),
                state.transcript(),
                state.steps(),
                state.usage());
    }

    private static Outcome.Cause cause(RuntimeException e) {
        return switch (e) {
            case PromptTooLongException tooLong -> Outcome.Cause.CONTEXT;
            case ModelException failure -> Outcome.Cause.MODEL;
            default -> Outcome.Cause.INTERNAL;
        };
    }

    private static String reason(RuntimeException e) {
        return switch (e) {
            case PromptTooLongException tooLong ->
                "the conversation has " + tooLong.promptTokens() + " tokens, but the model's context holds "
                        + tooLong.contextLength() + ": start a new one, or offer fewer tools";
            case ModelException failure -> "the model failed, " + failure.getMessage();
            default -> "an error in the program, " + e;
        };
    }
}
