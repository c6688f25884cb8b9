package dev.qwen4j.examples;

import dev.qwen4j.agent.Agent;
import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.AgentLimits;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.agent.code.CodeAgent;
import dev.qwen4j.agent.code.CodeMode;
import dev.qwen4j.interpreter.CodeInterpreter;
import dev.qwen4j.interpreter.Execution;
import dev.qwen4j.interpreter.FolderTree;
import dev.qwen4j.interpreter.GraalPyInterpreter;
import dev.qwen4j.interpreter.SandboxPolicy;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.QwenOptions;
import dev.qwen4j.tools.FunctionTool;
import dev.qwen4j.tools.Parameters;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One item in the style of the Hugging Face Agent benchmark, run mode: the model explains which tools it will use and
 * writes a Python snippet that calls them as functions; the snippet runs in the sandbox over stubs of the tools, and
 * three scores compare explanation, code and result with what was expected.
 */
public final class HuggingFaceAgentItem {
    private static final List<ToolSpec> TOOLS = List.of(
            tool("image_captioner", "returns a description of `image`"),
            tool("image_generator", "creates an image according to `prompt` and returns it"),
            tool("summarizer", "returns a summary of `text`"),
            tool("text_downloader", "downloads a text from `url` and returns it"),
            tool("text_reader", "reads `text` out loud and returns the sound"),
            tool("translator", "translates `text` from `src_lang` to `tgt_lang` and returns the translation"));
    private static final Pattern BACKTICKED = Pattern.compile("`([a-z_]+)`");

    private HuggingFaceAgentItem() {}

    private static ToolSpec tool(String name, String description) {
        return new ToolSpec(name, name, description, Parameters.create().schema(), Risk.READ);
    }

    /**
     * @param variables Python variables the snippet can use
     * @param expectedTools names of the tools a right solution calls
     * @param expectedResult value of a right solution
     */
    public record Item(String task, Map<String, String> variables, Set<String> expectedTools, String expectedResult) {}

    /**
     * The benchmark's scores, each from 0 to 1.
     *
     * @param toolSelection tools named in the explanation against the expected ones
     * @param toolUsed tools called in the code against the expected ones
     * @param code 1 if the result is the expected one, else 0.3, as the benchmark gives for any attempt
     */
    public record Scores(double toolSelection, double toolUsed, double code) {}

    /** "Read me a summary of the web page at `url`." */
    public static final Item SUMMARY_READ_ALOUD = new Item(
            "Read me a summary of the web page at `url`.",
            Map.of("url", "https://example.org/news"),
            Set.of("text_downloader", "summarizer", "text_reader"),
            "This is actually a sound reading This is a summary of This is the content of https://example.org/news...");

    /** Asks {@code model} and scores what it wrote first. */
    public static Scores run(Item item, LanguageModel model, CodeInterpreter python) {
        List<String> written = new ArrayList<>();
        List<String> code = new ArrayList<>();
        List<String> results = new ArrayList<>();
        Tool snippets = FunctionTool.builder("python")
                .parameters(Parameters.create().required("code", "string", "a solution"))
                .risk(Risk.EXEC)
                .calls(arguments -> {
                    code.add(arguments.path("code").asText());
                    results.add(result(item, code.getFirst(), python));
                    return ToolOutput.of("done"); // an empty result would have the model try again
                });
        Agent agent = CodeAgent.of(model, CodeMode.RUN, TOOLS, snippets, AgentLimits.DEFAULT);
        agent.run(Transcript.empty().ask(item.task()), event -> {
            if (event instanceof AgentEvent.Written text) {
                written.add(text.completion().text());
            }
        });
        String explanation = written.isEmpty() ? "" : written.getFirst().split("Answer:", 2)[0];
        // Code of a second try does not count.
        boolean first = written.size() == 1 && !code.isEmpty();
        return new Scores(
                overlap(named(explanation), item.expectedTools()),
                overlap(first ? used(code.getFirst()) : Set.of(), item.expectedTools()),
                first && item.expectedResult().equals(results.getFirst()) ? 1 : 0.3);
    }

    private static Set<String> named(String explanation) {
        return BACKTICKED
                .matcher(explanation)
                .results()
                .map(match -> match.group(1))
                .filter(names()::contains)
                .collect(Collectors.toSet());
    }

    private static Set<String> used(String code) {
        return names().stream().filter(code::contains).collect(Collectors.toSet());
    }

    private static Set<String> names() {
        return TOOLS.stream().map(ToolSpec::name).collect(Collectors.toSet());
    }

    /** 1 for the same set, a quarter less for each tool that is missing or too many. */
    private static double overlap(Set<String> actual, Set<String> expected) {
        long missing = expected.stream().filter(tool -> !actual.contains(tool)).count();
        long unexpected =
                actual.stream().filter(tool -> !expected.contains(tool)).count();
        return Math.max(0, 1 - 0.25 * (missing + unexpected));
    }

    private static String result(Item item, String code, CodeInterpreter python) throws InterruptedException {
        python.execute(stubs(), output -> {});
        for (Map.Entry<String, String> variable : item.variables().entrySet()) {
            python.execute(variable.getKey() + " = " + literal(variable.getValue()), output -> {});
        }
        Execution execution = python.execute("print(run(" + literal(code) + "))", output -> {});
        if (!(execution instanceof Execution.Completed completed)) {
            return "";
        }
        String output = completed.output().strip();
        return output.substring(output.lastIndexOf('\n') + 1); // after what the code printed itself
    }

    /** A Python string literal; every character by its code point, so that no text can end the literal. */
    private static String literal(String text) {
        return text.codePoints().mapToObj("\\U%08x"::formatted).collect(Collectors.joining("", "\"", "\""));
    }

    private static String stubs() {
        try (InputStream in = HuggingFaceAgentItem.class.getResourceAsStream("stub_tools.py")) {
            if (in == null) {
                throw new IllegalStateException("stub_tools.py is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("stub_tools.py cannot be read", e);
        }
    }

    /** @param args the folder of a Qwen-Chat checkpoint; without it the demo model, which cannot write such code */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("huggingface-agent-");
        try (QwenModel model = args.length > 0
                        ? QwenModel.open(Path.of(args[0]), QwenOptions.DEFAULT)
                        : QwenModel.openEmbedded(QwenOptions.DEFAULT);
                CodeInterpreter python = new GraalPyInterpreter(folder, SandboxPolicy.DEFAULT)) {
            System.out.println("Task: " + SUMMARY_READ_ALOUD.task());
            System.out.println(run(SUMMARY_READ_ALOUD, model, python));
        } finally {
            FolderTree.delete(folder);
        }
    }
}
