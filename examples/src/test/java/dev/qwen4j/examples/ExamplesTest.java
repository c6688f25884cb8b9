package dev.qwen4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.agent.functions.ReActFormat;
import dev.qwen4j.examples.HuggingFaceAgentItem.Scores;
import dev.qwen4j.interpreter.CodeInterpreter;
import dev.qwen4j.interpreter.GraalPyInterpreter;
import dev.qwen4j.interpreter.SandboxPolicy;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.QwenOptions;
import dev.qwen4j.model.langchain4j.QwenChatModel;
import dev.qwen4j.model.testing.ScriptedModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class ExamplesTest {
    @Test
    void langchain4j_agent_calls_the_java_method_and_answers() {
        try (QwenChatModel model =
                QwenChatModel.builder().functionFormat(ReActFormat::new).build()) {
            LangChain4jAgent.Assistant assistant = LangChain4jAgent.assistant(model);

            assertThat(assistant.chat("What is the weather in Berlin?"))
                    .contains("Berlin")
                    .contains("light rain")
                    .contains("17");
        }
    }

    @Test
    void session_keeps_its_variables_through_errors_and_endless_loops(@TempDir Path folder)
            throws InterruptedException {
        List<String> lines = CodeInterpreterSession.run(folder);

        assertThat(lines.get(0)).isEqualTo("completed: 14.75");
        assertThat(lines.get(1)).startsWith("completed: mean 4.91");
        assertThat(lines.get(2)).isEqualTo("completed: 12");
        assertThat(folder.resolve("report.txt")).hasContent("three prices");
        assertThat(lines.get(3)).startsWith("raised: ").contains("FileNotFoundError");
        assertThat(lines.get(4)).isEqualTo("timed out after 5 s, variables kept");
        assertThat(lines.get(5)).isEqualTo("completed: 3");
    }

    @Test
    void run_that_was_stopped_goes_on_is_replayed_and_forked(@TempDir Path folder) throws InterruptedException {
        try (QwenModel model = QwenModel.openEmbedded(QwenOptions.DEFAULT)) {
            ResumedRun.Result result = ResumedRun.run(model, folder);

            assertThat(result.stopped().name()).isEqualTo("cancelled");
            assertThat(result.resumed().answer()).contains("1596");
            assertThat(result.replayed()).isTrue();
            assertThat(result.forked().answer()).contains("7").doesNotContain("1596");
        }
    }

    @Test
    void code_agent_answers_with_what_its_code_gives(@TempDir Path folder) {
        ScriptedModel model = new ScriptedModel(CodeAgentTask.WRITTEN);

        assertThat(CodeAgentTask.run(model, folder).answer()).isEqualTo("It rains. (2 words)");
    }

    @Test
    void each_main_runs_to_its_end_and_says_what_happened() throws IOException, InterruptedException {
        assertThat(printed(() -> LangChain4jAgent.main(new String[0]))).contains("Berlin");
        assertThat(printed(() -> CodeInterpreterSession.main(new String[0])))
                .contains("[6] len(prices)\n    completed: 3\n");
        assertThat(printed(() -> HuggingFaceAgentItem.main(new String[0])))
                .contains("Task: Read me a summary")
                .containsPattern("Scores\\[toolSelection=[0-9.]+, toolUsed=[0-9.]+, code=(0\\.3|1\\.0)]");
    }

    private interface Main {
        void run() throws IOException, InterruptedException;
    }

    private static String printed(Main main) throws IOException, InterruptedException {
        PrintStream stdout = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            main.run();
        } finally {
            System.setOut(stdout);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void benchmark_item_scores_a_right_solution_with_full_marks(@TempDir Path folder) throws InterruptedException {
        assertThat(score(folder, """
                 tools: `text_downloader` to download the page, `summarizer` to summarize it and `text_reader` to read it.

                Answer:
                ```py
                page = text_downloader(url)
                summary = summarizer(page)
                audio = text_reader(summary)
                ```
                """)).isEqualTo(new Scores(1, 1, 1));
    }

    @Test
    void benchmark_item_scores_a_solution_without_the_download_lower(@TempDir Path folder) throws InterruptedException {
        assertThat(score(folder, " tool: `text_reader`.\n\nAnswer:\n```py\naudio = text_reader(summarizer(url))\n```"))
                .isEqualTo(new Scores(0.5, 0.75, 0.3));
    }

    @Test
    void benchmark_item_scores_text_without_code(@TempDir Path folder) throws InterruptedException {
        assertThat(score(folder, "I cannot do that.")).isEqualTo(new Scores(0.25, 0.25, 0.3));
    }

    private static Scores score(Path folder, String written) throws InterruptedException {
        try (CodeInterpreter python = new GraalPyInterpreter(folder, SandboxPolicy.DEFAULT)) {
            return HuggingFaceAgentItem.run(
                    HuggingFaceAgentItem.SUMMARY_READ_ALOUD, new ScriptedModel(written), python);
        }
    }
}
