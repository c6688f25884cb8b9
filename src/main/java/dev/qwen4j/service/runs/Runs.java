package dev.qwen4j.service.runs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.agent.Agent;
import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.ReadPrompt;
import dev.qwen4j.agent.Step;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.agent.journal.Fork;
import dev.qwen4j.agent.journal.JournalException;
import dev.qwen4j.agent.journal.Journals;
import dev.qwen4j.interpreter.CodeInterpreter;
import dev.qwen4j.interpreter.sessions.Session;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.service.AgentSession;
import dev.qwen4j.service.OfferedTools;
import dev.qwen4j.service.SessionSettings;
import dev.qwen4j.service.http.Admission;
import dev.qwen4j.service.interpreter.PythonSessions;
import dev.qwen4j.service.openai.InvalidRequestException;
import dev.qwen4j.service.store.RunLeases;
import dev.qwen4j.service.telemetry.RunTelemetry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions with tools. Each run works in a session of its own, which ends with it, unless it was asked to work in
 * one of {@code /v1/sessions}. Thread-safe.
 */
@Singleton
public class Runs {
    private static final Logger LOG = Logger.getLogger(Runs.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final OfferedTools offered;
    private final Journals journals;
    private final PythonSessions sessions;
    private final Admission admission;
    private final RunTelemetry telemetry;
    private final RunLeases leases;
    private final LiveRuns live;

    Runs(
            OfferedTools offered,
            Journals journals,
            PythonSessions sessions,
            Admission admission,
            RunTelemetry telemetry,
            RunLeases leases,
            LiveRuns live) {
        this.offered = offered;
        this.journals = journals;
        this.sessions = sessions;
        this.admission = admission;
        this.telemetry = telemetry;
        this.leases = leases;
        this.live = live;
    }

    /**
     * A checked request.
     *
     * @param transcript what was asked and answered before
     * @param previous the run to take that from instead; null for none
     * @param session the Python session to work in; empty for one of its own
     * @param asking whether to wait for consent where it is needed
     * @param detached whether it goes on when nobody waits for it
     */
    record Asked(
            Transcript transcript,
            @Nullable String previous,
            String question,
            List<String> tools,
            String session,
            boolean asking,
            boolean detached,
            RunSampling sampling) {

        RunLeases.Resume resume() {
            if (!detached) {
                return RunLeases.Resume.NO;
            }
            return asking ? RunLeases.Resume.ASK : RunLeases.Resume.DENY;
        }
    }

    /** What is done with a run. */
    interface Work {
        Outcome on(Agent agent, Consumer<AgentEvent> events);
    }

    /**
     * Begins a run.
     *
     * @throws InvalidRequestException if it cannot be sampled so
     */
    LiveRun begin(Asked asked, LanguageModel model) {
        GenerationConfig sampling = asked.sampling().of(Agent.defaultSampling(model));
        String id = Agent.newRunId();
        String session = asked.session();
        Optional<CodeInterpreter> python = session.isEmpty() ? Optional.empty() : Optional.of(python(session));
        Journals noting = session.isEmpty() ? journals : new SessionNote(journals, session);
        Work work = (agent, events) -> {
            Transcript before = asked.previous() == null ? asked.transcript() : agent.transcript(asked.previous());
            return agent.with(sampling).run(id, before.ask(asked.question()), events);
        };
        return start(id, List::of, asked.tools(), python, noting, asked.asking(), asked.resume(), model, work);
    }

    /**
     * Goes on with a run that is in the journals. Where the session it worked in is gone, it gets one of its own: what it
     * waits for can then still be answered, and its tools say what they no longer find.
     *
     * @throws InvalidRequestException if there is no such run, or it is being worked on
     */
    LiveRun goOn(String id, LanguageModel model, Work work) {
        return goOn(id, RunLeases.Resume.ASK, model, work);
    }

    private LiveRun goOn(String id, RunLeases.Resume resume, LanguageModel model, Work work) {
        // A tool that is gone by now is one that the model is told of if it asks for it.
        RunRecords records = records(id);
        List<String> known = records.tools().stream().filter(tools()::contains).toList();
        return start(
                id,
                () -> records(id).told(),
                known,
                sessions.all().find(records.session()).map(Session::interpreter),
                journals,
                resume != RunLeases.Resume.DENY,
                resume,
                model,
                work);
    }

    /** Goes on with a run that a replica left behind, if it is one to go on with. */
    void takeOver(RunLeases.Left left, LanguageModel model) {
        String id = left.runId();
        List<String> records = left.resume() == RunLeases.Resume.NO ? List.of() : journals.read(id);
        if (records.isEmpty()
                || RunRecords.of(records).ended()
                || RunRecords.of(records).waits()) {
            leases.forget(id);
        } else {
            LOG.infof("Run %s is gone on with: whoever worked on it has ended", id);
            goOn(id, left.resume(), model, (agent, events) -> agent.resume(id, events));
        }
    }

    /**
     * Cancels a run, whoever works on it, or if nobody does.
     *
     * @throws InvalidRequestException if somebody else works on it and does not hear
     */
    void cancel(String id, Supplier<LanguageModel> model) throws InterruptedException {
        Optional<LiveRun> here = live.find(id);
        if (here.isPresent()) {
            here.get().cancel();
            here.get().await();
            return;
        }
        if (leases.askToCancel(id)) {
            Instant patience = Instant.now().plus(leases.time());
            while (leases.isHeld(id) && Instant.now().isBefore(patience)) {
                Thread.sleep(LOOK_AGAIN);
            }
        }
        if (!records(id).ended()) {
            goOn(id, RunLeases.Resume.NO, model.get(), (agent, events) -> agent.cancel(id, events))
                    .await();
        }
    }

    private LiveRun start(
            String id,
            Supplier<List<ToldEvent>> before,
            List<String> tools,
            Optional<CodeInterpreter> python,
            Journals noting,
            boolean asking,
            RunLeases.Resume resume,
            LanguageModel model,
            Work work) {
        Admission.Place place = admission.enter();
        AgentSession session;
        try {
            SessionSettings settings = offered.settings().withTools(tools);
            session = python.map(shared -> AgentSession.in(shared, model, settings))
                    .orElseGet(() -> AgentSession.open(model, settings));
        } catch (RuntimeException e) {
            place.close();
            throw e;
        }
        ClosableJournals own = new ClosableJournals(noting);
        Agent asker = session.agent().with(own);
        Agent agent = asking ? asker : asker.denyingInsteadOfAsking();
        RunTelemetry.Watch watch = telemetry.watch(model.name());
        Runnable end = () -> {
            watch.close();
            place.close();
            session.discard();
        };
        try {
            return live.start(id, resume, own, before, events -> work.on(agent, watch.andThen(events)), end);
        } catch (RuntimeException e) {
            end.run();
            throw e;
        }
    }

    private CodeInterpreter python(String session) {
        return sessions.all()
                .find(session)
                .orElseThrow(() -> InvalidRequestException.missing("session", "there is no session '" + session + "'"))
                .interpreter();
    }

    /** The run if this process works on it. */
    Optional<LiveRun> live(String id) {
        return live.find(id);
    }

    /** Whether this process or another one works on the run. */
    boolean isWorkedOn(String id) {
        return live.isWorkedOn(id);
    }

    /** @throws InvalidRequestException if there is no such run */
    RunRecords records(String id) {
        List<String> records = List.of();
        try {
            records = journals.read(id);
        } catch (IllegalArgumentException e) {
            // No run can have such an id.
        }
        if (records.isEmpty()) {
            throw missing(id);
        }
        return RunRecords.of(records);
    }

    /**
     * What there is of a run now.
     *
     * @param known what there was earlier
     * @throws InvalidRequestException if it was deleted meanwhile
     */
    RunRecords updated(String id, RunRecords known) {
        int last = known.records().size();
        List<String> more = journals.readAfter(id, last - 1); // The last one again: it is there as long as the run is.
        if (more.isEmpty()) {
            throw missing(id);
        }
        return more.size() == 1 ? known : known.plus(RunRecords.of(more.subList(1, more.size())));
    }

    private static InvalidRequestException missing(String id) {
        return InvalidRequestException.missing("id", "there is no run '" + id + "': see GET /v1/runs");
    }

    /** All runs, the newest first. */
    List<ObjectNode> list() {
        Set<String> workedOn = live.workedOn();
        return journals.runs().stream()
                .flatMap(id -> summary(id, workedOn.contains(id)).stream())
                .sorted(Comparator.comparing(
                                (ObjectNode run) -> run.path("created").asText())
                        .reversed())
                .toList();
    }

    /** A line of the list; none if the journal holds nothing. */
    private Optional<ObjectNode> summary(String id, boolean workedOn) {
        try {
            List<String> records = journals.read(id);
            return records.isEmpty()
                    ? Optional.empty()
                    : Optional.of(RunRecords.of(records).summary(workedOn));
        } catch (JournalException e) {
            LOG.warnf("Run %s is listed as damaged: %s", id, e.getMessage());
            return Optional.of(JsonNodeFactory.instance
                    .objectNode()
                    .put("id", id)
                    .put("status", "damaged")
                    .put("message", e.getMessage()));
        }
    }

    /** @throws InvalidRequestException if there is no such run or step */
    String fork(String id, int step, @Nullable String observation) {
        records(id);
        String fork = Agent.newRunId();
        try {
            Fork.write(journals, id, step, observation, fork);
        } catch (IllegalArgumentException e) {
            throw InvalidRequestException.invalid("step", String.valueOf(e.getMessage()));
        }
        return fork;
    }

    /**
     * What the model read in each of its calls in a run.
     *
     * @throws InvalidRequestException if there is no such run
     */
    List<ReadPrompt> prompts(String id, LanguageModel model) {
        AgentSession session = AgentSession.open(
                model, offered.settings().withTools(records(id).tools()));
        try {
            return session.agent().with(journals).prompts(id);
        } finally {
            session.discard();
        }
    }

    /** @throws InvalidRequestException if there is no such run, or it is being worked on */
    void delete(String id) {
        records(id);
        if (live.isWorkedOn(id)) {
            throw InvalidRequestException.conflict("run '" + id + "' is being worked on: cancel it first");
        }
        journals.delete(id);
    }

    /** The tools that runs may use, in order. */
    List<String> tools() {
        return offered.settings().toolNames();
    }

    /** @throws InvalidRequestException if the request is wrong */
    Asked read(RunRequest request) {
        Transcript transcript = Transcript.empty();
        List<RunRequest.@Nullable Turn> history = request.history() == null ? List.of() : request.history();
        for (int i = 0; i < history.size(); i++) {
            RunRequest.Turn turn = history.get(i);
            String param = "history[" + i + "]";
            String answer = required(param + ".answer", turn == null ? null : turn.answer());
            transcript = transcript
                    .ask(required(param + ".question", turn == null ? null : turn.question()))
                    .plus(Step.FinalAnswer.of(answer), "");
        }
        String question = required("question", request.question());
        if (request.previous() != null) {
            records(request.previous());
        }
        RunSampling sampling = request.sampling() == null ? RunSampling.UNCHANGED : request.sampling();
        String session = request.session() == null ? "" : request.session();
        return new Asked(
                transcript,
                request.previous(),
                question,
                chosen(request.tools()),
                session,
                asking(request),
                Boolean.TRUE.equals(request.detached()),
                sampling);
    }

    private static boolean asking(RunRequest request) {
        String approval = request.approval();
        if (approval == null) {
            return Boolean.TRUE.equals(request.detached());
        }
        return switch (approval) {
            case "ask" -> true;
            case "deny" -> false;
            default -> throw InvalidRequestException.invalid("approval", "'approval' must be 'ask' or 'deny'");
        };
    }

    private static String required(String param, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw InvalidRequestException.invalid(param, "'" + param + "' must be a text that is not blank");
        }
        return value;
    }

    private List<String> chosen(@Nullable List<@Nullable String> asked) {
        List<String> offered = tools();
        if (asked == null) {
            return offered;
        }
        Set<String> chosen = new LinkedHashSet<>();
        for (String name : asked) {
            if (name == null || !offered.contains(name)) {
                throw InvalidRequestException.invalid(
                        "tools", "unknown tool '" + name + "': use some of " + String.join(", ", offered));
            }
            chosen.add(name);
        }
        return List.copyOf(chosen);
    }
}
