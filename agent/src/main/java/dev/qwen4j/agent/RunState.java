package dev.qwen4j.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.agent.AgentEvent.Stamp;
import dev.qwen4j.agent.Transcript.Exchange;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.Prompt.Segment.Generated;
import dev.qwen4j.model.Usage;
import dev.qwen4j.tools.Repair;
import dev.qwen4j.tools.ToolCall;
import dev.qwen4j.tools.ToolRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stands, told by its records alone: the loop and whoever reads a journal come to the same state, because
 * both apply the same events. Not thread-safe.
 */
final class RunState {
    /** Equal for calls that do the same. */
    private record Request(String tool, ObjectNode arguments) {}

    /** What a tool has used up. */
    record Used(Duration time, long bytes) {}

    private static final Used NOTHING = new Used(Duration.ZERO, 0);

    private final Protocol protocol;
    private final ToolRegistry tools;
    private final AgentEvent.Started started;
    private final Map<Request, Integer> requests = new HashMap<>();
    private final Map<String, Used> used = new HashMap<>();

    private Transcript transcript;
    private Reduction reduction = Reduction.NONE;

    /** What the model wrote last and cannot be carried out; not part of the transcript. */
    private @Nullable Exchange failedTry;

    private int retriesInARow;
    private @Nullable StepCalls calls;
    private Generated written = Generated.NOTHING;
    private Next next = new Next.Generate();
    private Next.@Nullable Close closing;
    private @Nullable Outcome outcome;
    private Stamp last;
    private Duration active = Duration.ZERO;

    /** @param first the first record of the run */
    RunState(Protocol protocol, ToolRegistry tools, AgentEvent.Started first) {
        this.protocol = protocol;
        this.tools = tools;
        started = first;
        transcript = first.transcript();
        last = first.stamp();
    }

    void apply(AgentEvent event) {
        if (!(event instanceof AgentEvent.Resumed || event instanceof AgentEvent.ApprovalGiven)) {
            active = active.plus(Duration.between(last.time(), event.stamp().time()));
        }
        switch (event) {
            case AgentEvent.Started again -> throw new IllegalStateException("a run begins once");
            case AgentEvent.Thought delta -> throw new IllegalStateException("a delta is not part of a journal");
            case AgentEvent.Answer delta -> throw new IllegalStateException("a delta is not part of a journal");
            case AgentEvent.Written text -> read(text);
            case AgentEvent.Retry retry -> retry(retry);
            case AgentEvent.ApprovalNeeded needed -> next = new Next.Await(needed);
            case AgentEvent.ApprovalGiven given -> {
                if (next instanceof Next.Await(AgentEvent.ApprovalNeeded needed)) {
                    next = new Next.Decided(needed, given.approval());
                }
            }
            case AgentEvent.Action action -> {
                requests.merge(new Request(action.tool(), action.arguments()), 1, Integer::sum);
                calls().written(action);
                next = calls().next().orElseThrow();
            }
            case AgentEvent.Observation observation -> observe(observation);
            case AgentEvent.Reduced reduced -> reduction = reduced.reduction();
            case AgentEvent.Summarized summarized -> reduction = summarized.reduction();
            case AgentEvent.BudgetSpent spent -> {
                if (calls != null && calls.isBegun()) {
                    endCalls(calls);
                }
                closing = new Next.Close(spent.budget(), spent.message());
                next = closing;
            }
            case AgentEvent.Resumed resumed -> {
                outcome = null;
                if (next instanceof Next.Call(List<AgentEvent.Action> actions)) {
                    next = new Next.Lost(actions);
                }
            }
            case AgentEvent.Problem problem -> {}
            case AgentEvent.Done done -> outcome = done.outcome();
        }
        last = event.stamp();
    }

    private void read(AgentEvent.Written text) {
        Step step =
                step(text.opening(), text.completion().text(), text.completion().finishReason());
        written = text.completion().written();
        if (step instanceof Step.FinalAnswer answer && !answer.answer().isEmpty()) {
            transcript = transcript.plus(new Exchange(step, "", written));
            failedTry = null;
        }
        calls = step instanceof Step.Action action ? new StepCalls(action, text.step(), tools) : null;
        next = closing != null && !(step instanceof Step.FinalAnswer)
                ? new Next.GiveUp(closing)
                : new Next.Take(step, text.completion().finishReason());
    }

    private Step step(String opening, String text, FinishReason reason) {
        Protocol.Reader reader = protocol.reader(view(), tools.specs(), Protocol.Listener.NONE);
        reader.read(opening);
        reader.read(text);
        return reader.finish(reason);
    }

    /** Codes of the faults that are tolerated in a text. */
    List<String> repairs(String opening, Completion completion) {
        Step step = step(opening, completion.text(), completion.finishReason());
        return Decision.of(step, tools, false).repairs().stream()
                .map(Repair::code)
                .sorted()
                .toList();
    }

    private void retry(AgentEvent.Retry retry) {
        if (next instanceof Next.Take take) {
            failedTry = new Exchange(refused(take.step()), "Error: " + retry.complaint(), written);
            retriesInARow++;
            next = new Next.Generate();
        }
    }

    /** What was to be an answer is not one. */
    private Step refused(Step step) {
        if (step instanceof Step.FinalAnswer answer) {
            if (transcript.endsIn(answer)) {
                transcript = transcript.withoutLast();
            }
            return new Step.Malformed(answer.thought(), "", answer.text(), answer.notes());
        }
        return step;
    }

    private void observe(AgentEvent.Observation observation) {
        StepCalls asked = calls();
        asked.notMade(observation.callId())
                .ifPresent(call ->
                        requests.merge(new Request(call.tool().spec().name(), call.arguments()), 1, Integer::sum));
        Used before = used(observation.tool());
        used.put(
                observation.tool(),
                new Used(
                        before.time.plus(observation.duration()),
                        before.bytes + observation.text().getBytes(UTF_8).length));
        asked.observed(observation);
        Optional<Next> more = asked.next();
        if (more.isPresent()) {
            next = more.get();
        } else {
            endCalls(asked);
            next = asked.answer().map(this::answered).orElseGet(Next.Generate::new);
        }
    }

    private void endCalls(StepCalls ended) {
        transcript = transcript.plus(new Exchange(ended.action(), ended.observations(), written));
        failedTry = null;
        retriesInARow = 0;
        calls = null;
    }

    /** The calls of the step at hand. */
    StepCalls calls() {
        if (calls == null) {
            throw new IllegalStateException("a call without a step that asks for it");
        }
        return calls;
    }

    /** Takes a tool's answer for the run's, as if the model had repeated it. */
    private Next answered(String answer) {
        String opening = protocol.lastAnswer(view(), tools.specs());
        Step repeated = step(opening, " " + answer, FinishReason.END_OF_TEXT);
        Step.FinalAnswer last = new Step.FinalAnswer(repeated.thought(), answer, repeated.text());
        transcript = transcript.plus(last, "");
        return new Next.Take(last, FinishReason.END_OF_TEXT);
    }

    /** The conversation, every answer and observation in full, without what could not be carried out. */
    Transcript transcript() {
        return transcript;
    }

    Reduction reduction() {
        return reduction;
    }

    /** The conversation as the model is shown it. */
    Transcript view() {
        return view(reduction);
    }

    /** The conversation as the model would be shown it. */
    Transcript view(Reduction other) {
        Transcript shown = other.of(transcript);
        return failedTry == null || closing != null ? shown : shown.plus(failedTry);
    }

    Next next() {
        return next;
    }

    /** Why the model is to give its last answer; null if it is not. */
    Next.@Nullable Close closing() {
        return closing;
    }

    /** How the run ended; null if it did not, or goes on. */
    @Nullable
    Outcome outcome() {
        return outcome;
    }

    AgentEvent.Started started() {
        return started;
    }

    AgentLimits limits() {
        return started.limits();
    }

    AgentOptions options() {
        return started.options();
    }

    int steps() {
        return last.step();
    }

    Usage usage() {
        return last.usage();
    }

    /** Codes of the faults that were tolerated in what the model wrote last. */
    List<String> repairs() {
        return last.repairs();
    }

    int retriesInARow() {
        return retriesInARow;
    }

    /** How often the model asked for this call. */
    int requestsFor(ToolCall.Ready call) {
        return requests.getOrDefault(new Request(call.tool().spec().name(), call.arguments()), 0);
    }

    Used used(String tool) {
        return used.getOrDefault(tool, NOTHING);
    }

    /** Time the run was at work, not counting when it waited or was interrupted. */
    Duration active() {
        return active;
    }

    int tokensLeft() {
        return limits().maxTokens() - usage().completionTokens();
    }

    /** How the next step is to be sampled; the limit of tokens leaves some for a last answer. */
    GenerationConfig sampling() {
        int limit = closing == null ? tokensLeft() - limits().answerTokens() : tokensLeft();
        GenerationConfig sampling = started.sampling();
        return sampling.withMaxNewTokens(Math.min(sampling.maxNewTokens(), limit));
    }

    /** Of a record that comes next. */
    Stamp stamp(int step, Usage usage, List<String> repairs, Instant time) {
        // Clocks are set back at times; the order of events is not.
        Instant now = time.isBefore(last.time()) ? last.time() : time;
        return new Stamp(started.stamp().runId(), last.number() + 1, 0, step, now, usage, repairs);
    }

    /** Of a delta that comes next. */
    Stamp deltaStamp(int delta, int step, Instant time) {
        return new Stamp(started.stamp().runId(), last.number(), delta, step, time, last.usage(), List.of());
    }
}
