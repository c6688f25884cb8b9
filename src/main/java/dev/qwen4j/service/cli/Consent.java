package dev.qwen4j.service.cli;

import dev.qwen4j.agent.Agent;
import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.Approval;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.Transcript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Runs an agent for the person at the terminal, who is asked about calls that need consent. */
final class Consent {
    private static final List<String> YES = List.of("y", "yes");

    private final Terminal terminal;
    private final Lines lines;

    Consent(Terminal terminal, Lines lines) {
        this.terminal = terminal;
        this.lines = lines;
    }

    /**
     * As {@link Agent#run}; where nobody types, calls that need consent are denied. Whoever presses Ctrl-C instead of an
     * answer ends the run.
     */
    Outcome run(Agent agent, Transcript transcript, Consumer<AgentEvent> events) {
        Agent asking = terminal.typing() ? agent : agent.denyingInsteadOfAsking();
        String id = Agent.newRunId();
        Outcome outcome = asking.run(id, transcript, events);
        try {
            while (outcome instanceof Outcome.Waiting waiting) {
                outcome = asking.answer(id, answer(waiting), events);
            }
            return outcome;
        } catch (InterruptedException e) {
            return asking.cancel(id, events);
        }
    }

    private Approval answer(Outcome.Waiting waiting) throws InterruptedException {
        terminal.error().print(waiting.answer() + "\n");
        terminal.error().flush();
        return new Approval(waiting.callId(), YES.contains(line().strip().toLowerCase(Locale.ROOT)), "");
    }

    private String line() throws InterruptedException {
        try {
            String line = lines.ask("Allow it? [y/N] ");
            return line == null ? "" : line;
        } catch (CharacterCodingException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException("the answer cannot be read", e);
        }
    }
}
