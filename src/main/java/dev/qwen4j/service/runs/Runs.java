package dev.qwen4j.service.runs;

import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.Step;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.service.AgentSession;
import dev.qwen4j.service.Qwen4jConfig;
import dev.qwen4j.service.SessionSettings;
import dev.qwen4j.service.openai.InvalidRequestException;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers questions with tools. Each run works in a session of its own, which ends with it. Thread-safe. */
@Singleton
public class Runs {
    /** What Qwen writes before a final answer; stands for the thoughts that a client did not send back. */
    private static final String LAST_THOUGHT = "I now know the final answer";

    private final SessionSettings settings;

    Runs(Qwen4jConfig config) {
        settings = config.sessionSettings();
    }

    /** A service that could not run anything should say so when it starts. */
    void checkSettings(@Observes StartupEvent event) {
        settings.requireUsable();
    }

    /**
     * A checked request.
     *
     * @param transcript ends in the question
     */
    record Run(Transcript transcript, SessionSettings settings) {
        /** Blocks until the run has ended; to cancel, interrupt the calling thread. */
        Outcome execute(LanguageModel model, Consumer<AgentEvent> events) {
            AgentSession session = AgentSession.open(model, settings);
            try {
                return session.agent().run(transcript, events);
            } finally {
                session.discard();
            }
        }
    }

    /** The tools that runs may use, in order. */
    List<String> tools() {
        return settings.toolNames();
    }

    /** @throws InvalidRequestException if the request is wrong */
    Run read(RunRequest request) {
        Transcript transcript = Transcript.empty();
        List<RunRequest.@Nullable Turn> history = request.history() == null ? List.of() : request.history();
        for (int i = 0; i < history.size(); i++) {
            RunRequest.Turn turn = history.get(i);
            String param = "history[" + i + "]";
            String answer = required(param + ".answer", turn == null ? null : turn.answer());
            transcript = transcript
                    .ask(required(param + ".question", turn == null ? null : turn.question()))
                    .plus(answered(answer), "");
        }
        transcript = transcript.ask(required("question", request.question()));
        return new Run(transcript, settings.withTools(chosen(request.tools())));
    }

    private static Step answered(String answer) {
        return new Step.FinalAnswer(LAST_THOUGHT, answer, "Thought: " + LAST_THOUGHT + "\nFinal Answer: " + answer);
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
