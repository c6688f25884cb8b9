package dev.qwen4j.agent;

import dev.qwen4j.agent.hermes.Hermes;
import dev.qwen4j.agent.journal.EventJson;
import dev.qwen4j.agent.journal.Fork;
import dev.qwen4j.agent.journal.InMemoryJournals;
import dev.qwen4j.agent.journal.JournalException;
import dev.qwen4j.agent.journal.Journals;
import dev.qwen4j.agent.react.ReAct;
import dev.qwen4j.agent.react.ReActProfile;
import dev.qwen4j.agent.react.ReActPrompt;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.Usage;
import dev.qwen4j.model.chat.PlainFormat;
import dev.qwen4j.tools.ToolRegistry;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The loop: a model, the tools it may call, and the limits within which it works. Immutable and thread-safe.
 *
 * <p>Every run has a journal. One that ended in the middle, whyever, can be {@linkplain #resume resumed} by any agent
 * with the same journals, tools and protocol, also in another process.
 */
public final class Agent {
    final LanguageModel model;
    final ToolRegistry tools;
    final Protocol protocol;
    final ApprovalPolicy policy;
    final Journals journals;
    final boolean strict;
    final Clock clock;
    final Protocol.Constraint constraint;
    private final AgentLimits limits;
    private final GenerationConfig sampling;
    private final AgentOptions options;

    /**
     * Speaks as {@link #protocolFor} says and samples as the model's defaults say, but without a penalty on
     * repetition. Asks as {@link ApprovalPolicy#DEFAULT} does; journals end with the process.
     */
    public Agent(LanguageModel model, ToolRegistry tools, AgentLimits limits) {
        this(model, tools, limits, defaultSampling(model), protocolFor(model));
    }

    /**
     * @param sampling its stop words are replaced by the protocol's; its token limit holds for each step. A repetition
     *     penalty keeps a model from copying, which tool use consists of
     */
    public Agent(
            LanguageModel model, ToolRegistry tools, AgentLimits limits, GenerationConfig sampling, Protocol protocol) {
        this(
                model,
                tools,
                limits,
                sampling,
                protocol,
                ApprovalPolicy.DEFAULT,
                new InMemoryJournals(),
                false,
                AgentOptions.DEFAULT);
    }

    private Agent(
            LanguageModel model,
            ToolRegistry tools,
            AgentLimits limits,
            GenerationConfig sampling,
            Protocol protocol,
            ApprovalPolicy policy,
            Journals journals,
            boolean strict,
            AgentOptions options) {
        this.model = model;
        this.tools = tools;
        this.limits = limits;
        this.sampling = sampling.withStopWords(protocol.stopWords(tools.specs()));
        this.protocol = protocol;
        this.policy = policy;
        this.journals = journals;
        this.strict = strict;
        this.options = options;
        constraint = KnownConstraints.of(protocol, tools.specs());
        clock = Clock.systemUTC();
    }

    /**
     * As an agent samples where nobody says otherwise: as the model's defaults say, but without a penalty on repetition.
     */
    public static GenerationConfig defaultSampling(LanguageModel model) {
        return model.defaults().withRepetitionPenalty(1);
    }

    /** The same agent with other sampling settings. */
    public Agent with(GenerationConfig value) {
        return new Agent(model, tools, limits, value, protocol, policy, journals, strict, options);
    }

    /** The same agent with other tools. */
    public Agent with(ToolRegistry value) {
        return new Agent(model, value, limits, sampling, protocol, policy, journals, strict, options);
    }

    /** What it may call. */
    public ToolRegistry tools() {
        return tools;
    }

    /** How it speaks with its model. */
    public Protocol protocol() {
        return protocol;
    }

    /** What writes its steps. */
    public LanguageModel model() {
        return model;
    }

    /** How it samples, but for the stop words of its protocol. */
    public GenerationConfig sampling() {
        return sampling;
    }

    /** The same agent with another policy. */
    public Agent with(ApprovalPolicy value) {
        return new Agent(model, tools, limits, sampling, protocol, value, journals, strict, options);
    }

    /** The same agent where nobody can be asked: calls that need consent are denied. */
    public Agent denyingInsteadOfAsking() {
        return with(policy.denyingInsteadOfAsking());
    }

    /** The same agent with other journals. */
    public Agent with(Journals value) {
        return new Agent(model, tools, limits, sampling, protocol, policy, value, strict, options);
    }

    /** The same agent, led otherwise. */
    public Agent with(AgentOptions value) {
        return new Agent(model, tools, limits, sampling, protocol, policy, journals, strict, value);
    }

    /** The same agent, which has the model write again what could be read only with a {@link dev.qwen4j.tools.Repair}. */
    public Agent strict() {
        return new Agent(model, tools, limits, sampling, protocol, policy, journals, true, options);
    }

    /**
     * How an agent speaks with a model where nobody says otherwise: in the model's own format for functions, or in Qwen's
     * ReAct format where it has none. At most half of the context is given to a single observation.
     */
    public static Protocol protocolFor(LanguageModel model) {
        int maxObservation = Math.clamp(model.contextLength() / 2, 200, 8000);
        return model.functionFormat() instanceof PlainFormat
                ? new ReAct(new ReActPrompt(ReActProfile.DEFAULT, maxObservation))
                : new Hermes(model.functionFormat(), maxObservation);
    }

    /** A name for a run that no other has. */
    public static String newRunId() {
        return UUID.randomUUID().toString();
    }

    /** {@link #run(String, Transcript, Consumer)} under a new name. */
    public Outcome run(Transcript transcript, Consumer<AgentEvent> events) {
        return run(newRunId(), transcript, events);
    }

    /**
     * Answers the last question of {@code transcript}. Blocks; to cancel, interrupt the calling thread.
     *
     * <p>When the time is up, the model or the tool at work is interrupted; a tool that ignores this is left behind.
     *
     * @param runId 1 to 64 letters, digits, {@code _} or {@code -}
     * @param events receives what happens, in order; called on this thread and on the inference thread, never
     *     concurrently; must not throw. What is a record of the journal has been written down by then
     * @return how the run ended, or that it {@linkplain Outcome.Waiting waits} for consent to a call; a cancelled run
     *     ends in {@link Outcome.Cancelled} with the interrupt flag set
     * @throws IllegalStateException if nothing was asked
     * @throws JournalException if the journal cannot be begun
     */
    public Outcome run(String runId, Transcript transcript, Consumer<AgentEvent> events) {
        transcript.lastTurn();
        AgentEvent.Stamp stamp = new AgentEvent.Stamp(runId, 1, 0, 0, clock.instant(), Usage.NONE, List.of());
        AgentEvent.Started started =
                new AgentEvent.Started(stamp, model.name(), tools.names(), transcript, sampling, limits, options, null);
        journals.append(runId, 1, EventJson.of(started).toString());
        events.accept(started);
        return proceed(new RunState(protocol, tools, started), events);
    }

    /**
     * Goes on with a run that was cancelled, or whose process ended, where it stopped; as {@link #run}. A call that was
     * being made is made again if its tool only reads; else the model is told that it was interrupted. The limits,
     * the options and the sampling are those that the run began with.
     *
     * @param events receives what happens from now on
     * @return at once if the run had ended otherwise, or waits for an answer
     * @throws IllegalArgumentException if there is no such run
     * @throws JournalException if the journal is damaged, or the run is continued elsewhere
     */
    public Outcome resume(String runId, Consumer<AgentEvent> events) {
        RunState state = records(runId).state();
        if (state.outcome() != null && !(state.outcome() instanceof Outcome.Cancelled)) {
            return state.outcome();
        }
        if (!(state.next() instanceof Next.Await)) {
            recorder(state, events).tell(AgentEvent.Resumed::new);
        }
        return proceed(state, events);
    }

    /**
     * Goes on with a run that waits for consent; as {@link #resume}.
     *
     * @throws IllegalArgumentException if there is no such run
     * @throws IllegalStateException if the run does not wait for this answer
     * @throws JournalException if the journal is damaged, or the run is continued elsewhere
     */
    public Outcome answer(String runId, Approval approval, Consumer<AgentEvent> events) {
        RunState state = records(runId).state();
        if (!(state.next() instanceof Next.Await(AgentEvent.ApprovalNeeded needed))
                || !needed.callId().equals(approval.callId())) {
            throw new IllegalStateException("run " + runId + " does not wait for consent to " + approval.callId());
        }
        recorder(state, events).tell(stamp -> new AgentEvent.ApprovalGiven(stamp, approval));
        return proceed(state, events);
    }

    /**
     * Begins a new run that has the first steps of another one, up to an observation. {@link #resume} goes on with it.
     *
     * @param step the last step that is kept, with its observation; 0 to keep the question only
     * @param observation what the model is shown instead of that step's; null to leave it as it is
     * @return the id of the new run
     * @throws IllegalArgumentException if there is no such run, or no observation in that step of it
     */
    public String fork(String runId, int step, @Nullable String observation) {
        String fork = newRunId();
        Fork.write(journals, runId, step, observation, fork);
        return fork;
    }

    /**
     * Ends a run that nobody is working on: one that waits, or whose process ended.
     *
     * @return its outcome, which is another than {@link Outcome.Cancelled} if it had ended before
     * @throws IllegalArgumentException if there is no such run
     * @throws JournalException if the journal is damaged, or the run is continued elsewhere
     */
    public Outcome cancel(String runId, Consumer<AgentEvent> events) {
        RunState state = records(runId).state();
        return state.outcome() == null ? new Run(this, state, events).cancel() : state.outcome();
    }

    /**
     * The conversation of a run, to go on from with another question.
     *
     * @throws IllegalArgumentException if there is no such run
     * @throws JournalException if the journal is damaged
     */
    public Transcript transcript(String runId) {
        return records(runId).state().transcript();
    }

    /**
     * Has the model write every step of a run again, each from what it was shown then.
     *
     * @throws IllegalArgumentException if there is no such run
     * @throws JournalException if the journal is damaged
     * @throws InterruptedException if the calling thread was interrupted
     */
    public Replay replay(String runId) throws InterruptedException {
        return Replay.of(this, records(runId));
    }

    /**
     * What the model read in each of its calls in a run, in order.
     *
     * @throws IllegalArgumentException if there is no such run
     * @throws JournalException if the journal is damaged
     */
    public List<ReadPrompt> prompts(String runId) {
        return ReadPrompt.of(this, records(runId));
    }

    private Records records(String runId) {
        return Records.of(runId, journals, protocol, tools);
    }

    private Recorder recorder(RunState state, Consumer<AgentEvent> events) {
        return new Recorder(journals, clock, state, events);
    }

    private Outcome proceed(RunState state, Consumer<AgentEvent> events) {
        Outcome outcome = new Run(this, state, events).proceed();
        if (outcome instanceof Outcome.Cancelled) {
            Thread.currentThread().interrupt();
        }
        return outcome;
    }
}
