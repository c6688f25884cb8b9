package dev.qwen4j.agent;

import dev.qwen4j.agent.journal.Journals;
import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.tools.FunctionTool;
import dev.qwen4j.tools.Parameters;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A run of a few calls of each kind, whose model writes by what it is shown: it can stop and go on anywhere. */
final class RunScript {
    static final String QUESTION = "Look, write and say so.";
    private static final List<String> STEPS = List.of(
            " I look first.\nAction: look\nAction Input: {\"text\": \"a\"}",
            " I write a.\nAction: write\nAction Input: {\"text\": \"a\"}",
            " this is malformed, no write",
            " I look again.\nAction: look\nAction Input: {\"text\": \"b\"}",
            " I write b.\nAction: write\nAction Input: {\"text\": \"b\"}",
            " I know.\nFinal Answer: Written.");

    private RunScript() {}

    /** Tools that tell what is done, in order. */
    static ToolRegistry tools(Consumer<String> done) {
        return new ToolRegistry(List.of(tool("look", Risk.READ, done), tool("write", Risk.WRITE, done)));
    }

    static Tool tool(String name, Risk risk, Consumer<String> done) {
        return FunctionTool.builder(name)
                .parameters(Parameters.create().required("text", "string", "what"))
                .risk(risk)
                .calls(arguments -> {
                    done.accept(name + " " + arguments.path("text").asText());
                    return ToolOutput.of(
                            "did " + name + " " + arguments.path("text").asText());
                });
    }

    /** A model that goes on after the steps that were written before. */
    static ScriptedModel modelAfter(int written) {
        return modelAfter(written, Duration.ZERO);
    }

    /** The same at a chosen speed. */
    static ScriptedModel modelAfter(int written, Duration delayPerToken) {
        List<String> left = new ArrayList<>(STEPS.subList(Math.min(written, STEPS.size() - 1), STEPS.size()));
        return new ScriptedModel(delayPerToken, left.toArray(String[]::new));
    }

    /** How many steps the journal of a run holds. */
    static int written(Journals journals, String runId) {
        return (int) journals.read(runId).stream()
                .filter(record -> record.contains("\"event\":\"written\""))
                .count();
    }

    static int steps() {
        return STEPS.size();
    }
}
