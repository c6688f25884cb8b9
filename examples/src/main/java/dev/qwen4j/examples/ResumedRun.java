package dev.qwen4j.examples;

import dev.qwen4j.agent.Agent;
import dev.qwen4j.agent.AgentLimits;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.agent.journal.FileJournals;
import dev.qwen4j.interpreter.FolderTree;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.QwenOptions;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolRegistry;
import dev.qwen4j.tools.builtin.Calculator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A run that stops in the middle and goes on in another agent, as it would in another process: all that they share is the
 * folder of journals.
 */
public final class ResumedRun {
    private ResumedRun() {}

    /**
     * What came of it.
     *
     * @param stopped how the run ended first
     * @param resumed how it ended when it went on
     * @param replayed whether the model writes every step again, token by token
     * @param forked how it ends if the calculator had said something else
     */
    public record Result(Outcome stopped, Outcome resumed, boolean replayed, Outcome forked) {}

    /** Asks {@code model} what 37 * 43 + 5 is, and stops after its first call. */
    public static Result run(LanguageModel model, Path folder) throws InterruptedException {
        List<Tool> tools = List.of(new Calculator());
        Agent first = new Agent(model, new ToolRegistry(tools), AgentLimits.DEFAULT).with(new FileJournals(folder));
        String id = Agent.newRunId();
        Thread worker = Thread.currentThread();
        Outcome stopped = first.run(id, Transcript.empty().ask("What is 37 * 43 + 5?"), event -> {
            if (event.name().equals("observation")) {
                worker.interrupt();
            }
        });
        Thread.interrupted();

        Agent second = new Agent(model, new ToolRegistry(tools), AgentLimits.DEFAULT).with(new FileJournals(folder));
        Outcome resumed = second.resume(
                id,
                event -> System.out.println(event.name() + " " + event.stamp().id()));
        boolean replayed = second.replay(id).identical();
        Outcome forked = second.resume(second.fork(id, 1, "7"), event -> {});
        return new Result(stopped, resumed, replayed, forked);
    }

    /** @param args none */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path journals = Files.createTempDirectory("journals-");
        try (QwenModel model = QwenModel.openEmbedded(QwenOptions.DEFAULT)) {
            Result result = run(model, journals);
            System.out.println("stopped: " + result.stopped().name());
            System.out.println("resumed: " + result.resumed().answer());
            System.out.println("replayed to the same tokens: " + result.replayed());
            System.out.println("forked: " + result.forked().answer());
        } finally {
            FolderTree.delete(journals);
        }
    }
}
