package dev.qwen4j.examples;

import dev.qwen4j.agent.Agent;
import dev.qwen4j.agent.AgentLimits;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.agent.code.CodeAgent;
import dev.qwen4j.agent.code.CodeMode;
import dev.qwen4j.interpreter.GraalPyInterpreter;
import dev.qwen4j.interpreter.PythonTool;
import dev.qwen4j.interpreter.SandboxPolicy;
import dev.qwen4j.interpreter.ToolDispatch;
import dev.qwen4j.interpreter.ToolFunctions;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.QwenOptions;
import dev.qwen4j.tools.FunctionTool;
import dev.qwen4j.tools.Parameters;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolRegistry;
import java.nio.file.Path;
import java.util.List;

/** A task for a code agent, whose model writes Python that calls two Java functions in the sandbox. */
public final class CodeAgentTask {
    /** What a model writes that can do it; the demo model cannot. */
    public static final String WRITTEN = """
             tools: `forecast` to get the text and `word_count` to count its words.

            Answer:
            ```py
            text = forecast(city="Berlin")
            count = word_count(text)
            answer = f"{text} ({count} words)"
            ```
            """;

    private CodeAgentTask() {}

    /** Has {@code model} tell the weather and how many words that takes. */
    public static Outcome run(LanguageModel model, Path folder) {
        ToolRegistry functions = new ToolRegistry(List.of(
                FunctionTool.builder("forecast")
                        .description("returns the weather in `city` in one sentence")
                        .parameters(Parameters.create().required("city", "string", "name of a city"))
                        .risk(Risk.READ)
                        .calls(arguments -> ToolOutput.of("It rains.")),
                FunctionTool.builder("word_count")
                        .description("returns the number of words of `text`")
                        .parameters(Parameters.create().required("text", "string", "any text"))
                        .risk(Risk.READ)
                        .calls(arguments -> ToolOutput.of(
                                String.valueOf(arguments.path("text").asText().split("\\s+", -1).length)))));
        try (GraalPyInterpreter python = new GraalPyInterpreter(folder, SandboxPolicy.DEFAULT)) {
            python.offer(new ToolFunctions(functions.specs(), ToolDispatch.of(functions)));
            Agent agent =
                    CodeAgent.of(model, CodeMode.RUN, functions.specs(), new PythonTool(python), AgentLimits.DEFAULT);
            return agent.run(
                    Transcript.empty().ask("What is the weather in Berlin, and how many words does that take?"),
                    event -> {});
        }
    }

    /** @param args a folder for the code's files, and that of a Qwen-Chat checkpoint */
    public static void main(String[] args) {
        try (QwenModel model = QwenModel.open(Path.of(args[1]), QwenOptions.DEFAULT)) {
            System.out.println(run(model, Path.of(args[0])).answer());
        }
    }
}
