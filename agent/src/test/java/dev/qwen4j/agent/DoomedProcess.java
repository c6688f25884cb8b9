package dev.qwen4j.agent;

import dev.qwen4j.agent.journal.FileJournals;
import dev.qwen4j.agent.journal.Journals;
import dev.qwen4j.tools.ToolRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** A process that begins a run or goes on with it, slowly enough to be killed meanwhile. */
final class DoomedProcess {
    static final String ID = "doomed";

    private DoomedProcess() {}

    /** @param args the folder for the journal and for what the tools write */
    public static void main(String[] args) {
        Path folder = Path.of(args[0]);
        Journals journals = new FileJournals(folder.resolve("journals"));
        ToolRegistry tools = RunScript.tools(call -> write(folder.resolve("calls.txt"), call + "\n"));
        int written = RunScript.written(journals, ID);
        Agent agent = new Agent(RunScript.modelAfter(written, Duration.ofMillis(2)), tools, AgentLimits.DEFAULT)
                .with(journals);
        Outcome outcome = journals.read(ID).isEmpty()
                ? agent.run(ID, Transcript.empty().ask(RunScript.QUESTION), event -> {})
                : agent.resume(ID, event -> {});
        System.exit(outcome instanceof Outcome.Answered ? 0 : 1);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
