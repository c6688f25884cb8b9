package dev.qwen4j.agent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.qwen4j.agent.react.ReAct;
import dev.qwen4j.agent.react.ReActProfile;
import dev.qwen4j.agent.react.ReActPrompt;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.Prompt.Segment.Generated;
import dev.qwen4j.model.PromptTooLongException;
import dev.qwen4j.model.Usage;
import dev.qwen4j.tools.ToolCall;
import dev.qwen4j.tools.ToolRegistry;
import dev.qwen4j.tools.ToolResult;
import dev.qwen4j.tools.ToolSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loop: a model, the tools it may call, and the limits within which it works. Immutable and thread-safe. */
public final class Agent {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final int SAME_CALL_LIMIT = 3;
    private static final int MALFORMED_LIMIT = 2;
    private static final ToolResult REPEATED = new ToolResult.Failed(
            "Error: you made this call before, and its result will not change: use the results you have, or another action");
    private static final String NO_ANSWER = "The run ended without an answer: ";

    private final LanguageModel model;
    private final ToolRegistry tools;
    private final AgentLimits limits;
    private final GenerationConfig sampling;
    private final Protocol protocol;

    /** Speaks Qwen's ReAct format and samples as the model's defaults say, but without a penalty on repetition. */
    public Agent(LanguageModel model, ToolRegistry tools, AgentLimits limits) {
        this(model, tools, limits, model.defaults().withRepetitionPenalty(1), reActFor(model));
    }

    /**
     * @param sampling its stop words are replaced by the protocol's; its token limit holds for each step. A repetition
     *     penalty keeps a model from copying, which tool use consists of
     */
    public Agent(
            LanguageModel model, ToolRegistry tools, AgentLimits limits, GenerationConfig sampling, Protocol protocol) {
        this.model = model;
        this.tools = tools;
        this.limits = limits;
        this.sampling = sampling.withStopWords(protocol.stopWords(tools.specs()));
        this.protocol = protocol;
    }

    /** The same agent with other sampling settings. */
    public Agent with(GenerationConfig sampling) {
        return new Agent(model, tools, limits, sampling, protocol);
    }

    /** At most half of the context is given to a single observation. */
    private static ReAct reActFor(LanguageModel model) {
        int maxObservation = Math.clamp(model.contextLength() / 2, 200, 8000);
        return new ReAct(new ReActPrompt(ReActProfile.DEFAULT, maxObservation));
    }

    /**
     * Answers the last question of {@code transcript}. Blocks; to cancel, interrupt the calling thread.
     *
     * <p>When the time is up, the model or the tool at work is interrupted; a tool that ignores this delays the end.
     *
     * @param events receives what happens, in order; called on this thread and on the inference thread, never
     *     concurrently; must not throw
     * @return how the run ended; a cancelled run ends in {@link Outcome.Cancelled} with the interrupt flag set
     * @throws IllegalStateException if nothing was asked
     */
    public Outcome run(Transcript transcript, Consumer<AgentEvent> events) {
        Transcript.Turn question = transcript.lastTurn();
        List<String> names = tools.specs().stream().map(ToolSpec::name).toList();
        events.accept(new AgentEvent.Started(UUID.randomUUID().toString(), model.name(), names, question.question()));
        Outcome outcome = new Run(transcript, events).outcome();
        if (outcome instanceof Outcome.Failed failed) {
            events.accept(new AgentEvent.Problem(failed.answer()));
        }
        events.accept(new AgentEvent.Done(outcome));
        if (outcome instanceof Outcome.Cancelled) {
            Thread.currentThread().interrupt();
        }
        return outcome;
    }

    /** One question on its way to an answer. */
    private final class Run {
        private final Consumer<AgentEvent> events;
        private final Map<String, Integer> calls = new HashMap<>();
        private Transcript transcript;
        private int steps;
        private int malformedInARow;
        private Usage usage = Usage.NONE;
        private FinishReason lastReason = FinishReason.END_OF_TEXT;
        private Generated lastWritten = Generated.NOTHING;

        Run(Transcript transcript, Consumer<AgentEvent> events) {
            this.transcript = transcript;
            this.events = events;
        }

        Outcome outcome() {
            Deadline deadline = Deadline.in(limits.maxDuration());
            try (deadline) {
                return loop(deadline);
            } catch (InterruptedException e) {
                return deadline.passed() ? outOfTime() : cancelled();
            } catch (RuntimeException e) {
                if (deadline.passed()) {
                    return outOfTime();
                }
                LOG.warn("step {} failed", steps, e);
                return failed(reason(e));
            }
        }

        private Outcome loop(Deadline deadline) throws InterruptedException {
            while (steps < limits.maxSteps() && tokensLeft() > 0) {
                if (Thread.interrupted() || deadline.passed()) {
                    throw new InterruptedException();
                }
                Step step = nextStep();
                malformedInARow = step instanceof Step.Malformed ? malformedInARow + 1 : 0;
                switch (step) {
                    case Step.FinalAnswer answer -> {
                        return answered(answer);
                    }
                    case Step.Action action -> {
                        ToolCall call = tools.read(action.tool(), action.input());
                        int times = calls.merge(identity(action, call), 1, Integer::sum);
                        if (times > SAME_CALL_LIMIT) {
                            return failed("the model kept making the same call to " + action.tool());
                        }
                        events.accept(event(action, call));
                        observe(action, action.tool(), times < SAME_CALL_LIMIT ? tools.call(call) : REPEATED);
                    }
                    case Step.Malformed malformed -> {
                        observe(malformed, "", new ToolResult.Failed("Error: " + malformed.complaint()));
                        if (malformedInARow == MALFORMED_LIMIT) {
                            return failed("the model wrote neither an action nor an answer");
                        }
                    }
                }
            }
            return outOfBudget(
                    tokensLeft() > 0
                            ? "the limit of " + limits.maxSteps() + " steps was reached"
                            : "the limit of " + limits.maxTokens() + " tokens was reached");
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

        private int tokensLeft() {
            return limits.maxTokens() - usage.completionTokens();
        }

        private Step nextStep() throws InterruptedException {
            steps++;
            Protocol.Reader reader = protocol.reader(transcript, tools.specs(), new Listener(steps));
            Completion completion = model.complete(
                    protocol.render(transcript, tools.specs(), model.chatTemplate()),
                    sampling.withMaxNewTokens(Math.min(sampling.maxNewTokens(), tokensLeft())),
                    reader::read);
            Step step = reader.finish(completion.finishReason());
            lastReason = completion.finishReason();
            lastWritten = completion.written();
            usage = usage.plus(completion.usage());
            events.accept(new AgentEvent.Tokens(steps, completion.usage()));
            return step;
        }

        private AgentEvent event(Step.Action action, ToolCall call) {
            return switch (call) {
                case ToolCall.Ready ready ->
                    new AgentEvent.Action(steps, ready.tool().spec().name(), action.input(), ready.arguments());
                case ToolCall.Refused refused ->
                    new AgentEvent.Action(steps, refused.name(), action.input(), JsonNodeFactory.instance.objectNode());
            };
        }

        /** Equal for calls that do the same. */
        private static String identity(Step.Action action, ToolCall call) {
            return switch (call) {
                case ToolCall.Ready ready -> ready.tool().spec().name() + " " + ready.arguments();
                case ToolCall.Refused refused -> refused.name() + " " + action.input();
            };
        }

        private void observe(Step step, String tool, ToolResult result) {
            transcript = transcript.plus(new Transcript.Exchange(step, result.text(), lastWritten));
            events.accept(new AgentEvent.Observation(steps, tool, result.text(), result instanceof ToolResult.Failed));
        }

        private Outcome answered(Step.FinalAnswer step) {
            transcript = transcript.plus(new Transcript.Exchange(step, "", lastWritten));
            if (step.answer().isEmpty()) {
                return failed("the model wrote nothing");
            }
            if (lastReason == FinishReason.LENGTH) {
                String note = "\n(The answer was cut off: the token limit was reached.)";
                events.accept(new AgentEvent.Answer(note));
                return new Outcome.OutOfBudget(step.answer() + note, transcript, steps, usage);
            }
            return new Outcome.Answered(step.answer(), transcript, steps, usage);
        }

        private Outcome outOfTime() {
            return outOfBudget("the time limit of " + limits.maxDuration().toMillis() / 1000.0 + " s was reached");
        }

        private Outcome outOfBudget(String limit) {
            return new Outcome.OutOfBudget(NO_ANSWER + limit + ".", transcript, steps, usage);
        }

        private Outcome failed(String reason) {
            return new Outcome.Failed(NO_ANSWER + reason + ".", transcript, steps, usage);
        }

        private Outcome cancelled() {
            return new Outcome.Cancelled(NO_ANSWER + "it was cancelled.", transcript, steps, usage);
        }

        /** Turns what is read in one step into events. */
        private final class Listener implements Protocol.Listener {
            private final int step;

            Listener(int step) {
                this.step = step;
            }

            @Override
            public void thought(String delta) {
                events.accept(new AgentEvent.Thought(step, delta));
            }

            @Override
            public void answer(String delta) {
                events.accept(new AgentEvent.Answer(delta));
            }
        }
    }
}
