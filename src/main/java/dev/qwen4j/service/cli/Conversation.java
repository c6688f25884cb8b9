package dev.qwen4j.service.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.ReadPrompt;
import dev.qwen4j.agent.Step;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.agent.Transcript.Exchange;
import dev.qwen4j.agent.Transcript.Turn;
import dev.qwen4j.agent.journal.TranscriptJson;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.Prompt.Segment.Generated;
import dev.qwen4j.service.AgentSession;
import dev.qwen4j.tools.ToolSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What was said so far, and the settings for what comes. */
final class Conversation {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "model";
    private static final String CONVERSATION = "conversation";

    private final String modelName;
    private final AgentSession session;
    private final GenerationConfig defaults;
    private GenerationConfig settings;
    private Transcript transcript = Transcript.empty();
    private @Nullable Transcript beforeLast;
    private @Nullable String lastRun;
    private final List<AgentEvent.Written> lastWritten = new ArrayList<>();

    /** @param defaults the settings to begin with and to return to */
    Conversation(String modelName, AgentSession session, GenerationConfig defaults) {
        this.modelName = modelName;
        this.session = session;
        this.defaults = defaults;
        this.settings = defaults;
    }

    String modelName() {
        return modelName;
    }

    GenerationConfig settings() {
        return settings;
    }

    /** @throws IllegalArgumentException if there is no such key, or the value is not of its type or range */
    void set(String key, String value) {
        settings = GenerationKeys.with(settings, key, value);
    }

    void resetSettings() {
        settings = defaults;
    }

    String system() {
        return transcript.system();
    }

    void setSystem(String text) {
        transcript = new Transcript(text, transcript.turns());
    }

    List<Turn> turns() {
        return transcript.turns();
    }

    void forget() {
        transcript = new Transcript(transcript.system(), List.of());
        beforeLast = null;
    }

    List<ToolSpec> tools() {
        return session.tools().specs();
    }

    /** The answer joins the conversation; a question without one leaves no trace in it. */
    Outcome ask(String question, Consent consent, Consumer<AgentEvent> printer) throws InterruptedException {
        Transcript asked = transcript.ask(question);
        lastWritten.clear();
        Outcome outcome = Interrupts.during(() -> consent.run(session.agent().with(settings), asked, event -> {
            lastRun = event.stamp().runId();
            if (event instanceof AgentEvent.Written written) {
                lastWritten.add(written);
            }
            printer.accept(event);
        }));
        if (outcome instanceof Outcome.Answered answered) {
            beforeLast = transcript;
            transcript = answered.transcript();
        }
        return outcome;
    }

    /**
     * Takes the last question back.
     *
     * @return null if there is none
     */
    @Nullable
    String takeBack() {
        if (beforeLast == null) {
            return null;
        }
        String question = transcript.lastTurn().question();
        transcript = beforeLast;
        beforeLast = null;
        if (settings.doSample()) {
            settings = settings.withSeed(settings.seed() + 1); // the same one would give the same answer
        }
        return question;
    }

    /** What the model read and wrote in the last run, word for word; empty before the first. */
    String trace() {
        if (lastRun == null) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        List<ReadPrompt> prompts = session.agent().prompts(lastRun);
        for (int i = 0; i < prompts.size(); i++) {
            text.append("--- call ").append(i + 1).append(", read\n");
            text.append(prompts.get(i).prompt().display().stripTrailing()).append('\n');
            if (i < lastWritten.size()) {
                text.append("--- call ").append(i + 1).append(", written\n");
                text.append(lastWritten.get(i).completion().text().stripTrailing())
                        .append('\n');
            }
        }
        return text.toString();
    }

    void save(Path file) throws IOException {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put(MODEL, modelName);
        json.set(CONVERSATION, TranscriptJson.of(transcript));
        Files.writeString(file, json.toPrettyString() + "\n");
    }

    /** @throws IllegalArgumentException if the file holds no conversation */
    void load(Path file) throws IOException {
        try {
            JsonNode json = JSON.readTree(Files.readString(file));
            Transcript loaded = TranscriptJson.read(json.required(CONVERSATION));
            transcript = json.path(MODEL).asText().equals(modelName) ? loaded : textOf(loaded);
            beforeLast = null;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new IllegalArgumentException(file + " is no saved conversation: " + e.getMessage(), e);
        }
    }

    /** Tokens of another model mean something else to this one. */
    private static Transcript textOf(Transcript loaded) {
        return new Transcript(
                loaded.system(),
                loaded.turns().stream()
                        .map(turn -> new Turn(
                                turn.question(),
                                turn.exchanges().stream()
                                        .map(each -> new Exchange(each.step(), each.observations(), Generated.NOTHING))
                                        .toList()))
                        .toList());
    }

    /** Puts a copy of the file where the tools and Python find it. */
    Path share(Path file) throws IOException {
        Path target = session.folder().resolve(file.toAbsolutePath().getFileName());
        return Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
    }

    static String finalAnswer(Turn turn) {
        return turn.exchanges().isEmpty() || !(turn.exchanges().getLast().step() instanceof Step.FinalAnswer last)
                ? ""
                : last.answer();
    }
}
