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
import dev.qwen4j.service.telemetry.RunTelemetry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    private static final int BEFORE_THE_MODEL_CLOSES = 1000;

    private final OfferedTools offered;
    private final Journals journals;
    private final PythonSessions sessions;
    private final Admission admission;
    private final RunTelemetry telemetry;
    private final Map<String, LiveRun> live = new ConcurrentHashMap<>();

    Runs(
            OfferedTools offered,
            Journals journals,
            PythonSessions sessions,
            Admission admission,
            RunTelemetry telemetry) {
        this.offered = offered;
        this.journals = journals;
        this.sessions = sessions;
        this.admission = admission;
        this.telemetry = telemetry;
    }

    /**
     * A checked request.
     *
     * @param transcript what was asked and answered before
     * @param previous the run to take that from instead; null for none
     * @param session the Python session to work in; empty for one of its own
     * @param asking whether to wait for consent where it is needed
     */
    record Asked(
            Transcript transcript,
            @Nullable String previous,
            String question,
            List<String> tools,
            String session,
            boolean asking,
            RunSampling sampling) {}

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
        return start(id, List::of, asked.tools(), python, noting, asked.asking(), model, (agent, events) -> {
            Transcript before = asked.previous() == null ? asked.transcript() : agent.transcript(asked.previous());
            return agent.with(sampling).run(id, before.ask(asked.question()), events);
        });
    }

    /**
     * Goes on with a run that is in the journals. Where the session it worked in is gone, it gets one of its own: what it
     * waits for can then still be answered, and its tools say what they no longer find.
     *
     * @throws InvalidRequestException if there is no such run, or it is being worked on
     */
    LiveRun goOn(String id, LanguageModel model, Work work) {
        // A tool that is gone by now is one that the model is told of if it asks for it.
        RunRecords records = records(id);
        List<String> known = records.tools().stream().filter(tools()::contains).toList();
        return start(
                id,
                () -> records(id).told(),
                known,
                sessions.all().find(records.session()).map(Session::interpreter),
                journals,
                true,
                model,
                work);
    }

    private LiveRun start(
            String id,
            Supplier<List<ToldEvent>> before,
            List<String> tools,
            Optional<CodeInterpreter> python,
            Journals noting,
            boolean asking,
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
        Agent asker = session.agent().with(noting);
        Agent agent = asking ? asker : asker.denyingInsteadOfAsking();
        RunTelemetry.Watch watch = telemetry.watch(model.name());
        LiveRun run = new LiveRun(id, before, events -> work.on(agent, watch.andThen(events)), () -> {
            watch.close();
            live.remove(id);
            place.close();
            session.discard();
        });
        if (live.putIfAbsent(id, run) != null) {
            watch.close();
            session.discard();
            place.close();
            throw InvalidRequestException.conflict("run '" + id + "' is being worked on");
        }
        run.start();
        return run;
    }

    private CodeInterpreter python(String session) {
        return sessions.all()
                .find(session)
                .orElseThrow(() -> InvalidRequestException.missing("session", "there is no session '" + session + "'"))
                .interpreter();
    }

    /** Runs that are under way can be resumed by the next process; they end before the model does. */
    void stop(@Observes @Priority(BEFORE_THE_MODEL_CLOSES) ShutdownEvent event) throws InterruptedException {
        List<LiveRun> last = List.copyOf(live.values());
        last.forEach(LiveRun::cancel);
        for (LiveRun run : last) {
            run.awaitEnd();
        }
    }

    /** The run if this process works on it. */
    Optional<LiveRun> live(String id) {
        return Optional.ofNullable(live.get(id));
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
            throw InvalidRequestException.missing("id", "there is no run '" + id + "': see GET /v1/runs");
        }
        return RunRecords.of(records);
    }

    /** All runs, the newest first. */
    List<ObjectNode> list() {
        return journals.runs().stream()
                .flatMap(id -> summary(id).stream())
                .sorted(Comparator.comparing(
                                (ObjectNode run) -> run.path("created").asText())
                        .reversed())
                .toList();
    }

    /** A line of the list; none if the journal holds nothing. */
    private Optional<ObjectNode> summary(String id) {
        try {
            List<String> records = journals.read(id);
            return records.isEmpty()
                    ? Optional.empty()
                    : Optional.of(RunRecords.of(records).summary(live.containsKey(id)));
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
        if (live.containsKey(id)) {
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
                transcript, request.previous(), question, chosen(request.tools()), session, asking(request), sampling);
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
