package dev.qwen4j.examples;

import dev.qwen4j.interpreter.CodeInterpreter;
import dev.qwen4j.interpreter.Execution;
import dev.qwen4j.interpreter.FolderTree;
import dev.qwen4j.interpreter.GraalPyInterpreter;
import dev.qwen4j.interpreter.SandboxPolicy;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.Message;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.QwenOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One item in the style of the Hugging Face Agent benchmark, run mode: the model explains which tools it will use and
 * writes a Python snippet that calls them as functions; the snippet runs in the sandbox over stubs of the tools, and
 * three scores compare explanation, code and result with what was expected.
 */
public final class HuggingFaceAgentItem {
    private static final Map<String, String> TOOLS = Map.of(
            "translator", "translates `text` from `src_lang` to `tgt_lang` and returns the translation",
            "text_reader", "reads `text` out loud and returns the sound",
            "summarizer", "returns a summary of `text`",
            "image_generator", "creates an image according to `prompt` and returns it",
            "image_captioner", "returns a description of `image`",
            "text_downloader", "downloads a text from `url` and returns it");
    private static final Pattern BACKTICKED = Pattern.compile("`([a-z_]+)`");
    private static final Pattern FENCED = Pattern.compile("```(?:py|python)?\\n(.*?)(?:```|$)", Pattern.DOTALL);

    private HuggingFaceAgentItem() {}

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

    /** Asks {@code model} and scores what it wrote. */
    public static Scores run(Item item, LanguageModel model, CodeInterpreter python) throws InterruptedException {
        String prompt = resource("run_prompt.txt")
                .replace(
                        "{tools}",
                        TOOLS.entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(tool -> "- " + tool.getKey() + ": " + tool.getValue())
                                .collect(Collectors.joining("\n")))
                .replace("{task}", item.task())
                .strip();
        GenerationConfig greedy = GenerationConfig.GREEDY.withStopWords(List.of("Task:"));
        String written = model.complete(model.chatTemplate().render(List.of(Message.user(prompt))), greedy, text -> {})
                .text();
        String[] parts = written.split("Answer:", 2);
        String code = parts.length == 2 ? code(parts[1]) : "";
        return new Scores(
                overlap(named(parts[0]), item.expectedTools()),
                overlap(used(code), item.expectedTools()),
                item.expectedResult().equals(result(item, code, python)) ? 1 : 0.3);
    }

    private static String code(String answer) {
        Matcher fenced = FENCED.matcher(answer);
        return fenced.find() ? fenced.group(1) : answer;
    }

    private static Set<String> named(String explanation) {
        return BACKTICKED
                .matcher(explanation)
                .results()
                .map(match -> match.group(1))
                .filter(TOOLS::containsKey)
                .collect(Collectors.toSet());
    }

    private static Set<String> used(String code) {
        return TOOLS.keySet().stream().filter(code::contains).collect(Collectors.toSet());
    }

    /** 1 for the same set, a quarter less for each tool that is missing or too many. */
    private static double overlap(Set<String> actual, Set<String> expected) {
        long missing = expected.stream().filter(tool -> !actual.contains(tool)).count();
        long unexpected =
                actual.stream().filter(tool -> !expected.contains(tool)).count();
        return Math.max(0, 1 - 0.25 * (missing + unexpected));
    }

    private static String result(Item item, String code, CodeInterpreter python) throws InterruptedException {
        python.execute(resource("stub_tools.py"), output -> {});
        for (Map.Entry<String, String> variable : item.variables().entrySet()) {
            python.execute(variable.getKey() + " = " + literal(variable.getValue()), output -> {});
        }
        Execution execution = python.execute("print(run(" + literal(code) + "))", output -> {});
        return execution instanceof Execution.Completed completed
                ? completed.output().strip()
                : "";
    }

    /** A Python string literal; every character by its code point, so that no text can end the literal. */
    private static String literal(String text) {
        return text.codePoints().mapToObj("\\U%08x"::formatted).collect(Collectors.joining("", "\"", "\""));
    }

    private static String resource(String name) {
        try (InputStream in = HuggingFaceAgentItem.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("resource " + name + " cannot be read", e);
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
