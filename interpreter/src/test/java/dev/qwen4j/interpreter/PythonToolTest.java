package dev.qwen4j.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.qwen4j.tools.Attachment;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.ToolException;
import dev.qwen4j.tools.ToolOutput;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PythonToolTest {
    private final List<Display> shown = new ArrayList<>();
    private String received = "";

    @Test
    void is_described_as_the_demo_model_learned_it() {
        assertThat(new PythonTool(answering(new Execution.Completed("", ""))).spec())
                .satisfies(spec -> {
                    assertThat(spec.name()).isEqualTo("python");
                    assertThat(spec.humanName()).isEqualTo("Python Code Interpreter");
                    assertThat(spec.description())
                            .isEqualTo("Runs Python code in a sandbox and returns what it prints. Good for programming,"
                                    + " lists of numbers, text processing, dates, statistics and plots.");
                    assertThat(spec.parameters())
                            .hasToString("{\"type\":\"object\",\"properties\":{\"code\":{\"type\":\"string\","
                                    + "\"description\":\"the Python code to run\"}},\"required\":[\"code\"]}");
                    assertThat(spec.risk()).isEqualTo(Risk.EXEC);
                });
    }

    @Test
    void the_model_reads_what_was_printed_and_the_last_value() throws InterruptedException {
        assertThat(call(new Execution.Completed("3\n", ""))).isEqualTo("3");
        assertThat(call(new Execution.Completed("", "[1, 2]"))).isEqualTo("[1, 2]");
        assertThat(call(new Execution.Completed("3", "4"))).isEqualTo("3\n4");
    }

    @Test
    void silence_is_said_in_words() throws InterruptedException {
        assertThat(call(new Execution.Completed("\n", ""))).contains("printed nothing");
    }

    @Test
    void an_error_is_its_last_line_and_its_place_after_what_was_printed() {
        String traceback = """
                Traceback (most recent call last):
                  File "<cell 1>", line 2, in <module>
                    x = 1 / 0
                        ~~^~~
                ZeroDivisionError: division by zero""";

        assertThatThrownBy(() -> call(new Execution.Raised("before\n", traceback)))
                .isInstanceOf(ToolException.class)
                .hasMessage("before\nZeroDivisionError: division by zero (line 2)");
    }

    @Test
    void an_error_of_several_lines_is_kept_whole() {
        String traceback = """
                Traceback (most recent call last):
                  File "<cell 1>", line 2, in <module>
                    raise ValueError("first\\nsecond")
                ValueError: first
                second""";

        assertThatThrownBy(() -> call(new Execution.Raised("", traceback)))
                .hasMessage("ValueError: first\nsecond (line 2)");
    }

    @Test
    void an_error_without_a_frame_is_kept_whole() {
        assertThatThrownBy(() -> call(new Execution.Raised("", "SystemExit: 3")))
                .hasMessage("SystemExit: 3");
    }

    @Test
    void a_syntax_error_says_which_line() {
        String traceback = """
                  File "<cell 1>", line 2
                    print(i)
                    ^
                SyntaxError: expected ':'""";

        assertThatThrownBy(() -> call(new Execution.Raised("", traceback)))
                .hasMessage("SyntaxError: expected ':' (line 2)");
    }

    @Test
    void a_deadline_and_a_death_tell_what_is_left() {
        assertThatThrownBy(() -> call(new Execution.TimedOut("", Duration.ofSeconds(30), false, List.of())))
                .hasMessageContaining("30 s")
                .hasMessageContaining("variables are kept");
        assertThatThrownBy(() -> call(new Execution.TimedOut("", Duration.ofSeconds(30), true, List.of("x", "y"))))
                .hasMessageContaining("variables are gone (x, y)");
        assertThatThrownBy(() -> call(new Execution.Died("partial", "out of memory", List.of())))
                .hasMessageStartingWith("partial\n")
                .hasMessageContaining("out of memory")
                .hasMessageContaining("files are kept");
    }

    @ParameterizedTest
    @ValueSource(strings = {"```python\nprint(1)\n```", "```\nprint(1)\n```\n", "```py\nprint(1)", "print(1)"})
    void code_may_come_in_a_fence(String code) throws InterruptedException {
        CodeInterpreter interpreter = answering(new Execution.Completed("1\n", ""));

        new PythonTool(interpreter).call(JsonNodeFactory.instance.objectNode().put("code", code));

        assertThat(received).isEqualTo("print(1)");
    }

    @Test
    void pictures_are_attached_for_people_and_named_to_the_model() throws InterruptedException {
        shown.add(new Display("image/png", "aGVsbG8="));
        shown.add(new Display("image/svg+xml", "<svg/>"));
        shown.add(new Display("text/html", "<b>no picture</b>"));
        shown.add(new Display("image/png", "not base64!"));

        ToolOutput output = new PythonTool(answering(new Execution.Completed("", "")))
                .call(JsonNodeFactory.instance.objectNode().put("code", "x"));

        assertThat(output.text()).isEqualTo("Shown: figure-1.png, figure-2.svg");
        assertThat(output.attachments())
                .containsExactly(
                        new Attachment("figure-1.png", "image/png", "hello".getBytes(StandardCharsets.UTF_8)),
                        new Attachment("figure-2.svg", "image/svg+xml", "<svg/>".getBytes(StandardCharsets.UTF_8)));
    }

    private String call(Execution execution) throws InterruptedException {
        return new PythonTool(answering(execution))
                .call(JsonNodeFactory.instance.objectNode().put("code", "x"))
                .text();
    }

    private CodeInterpreter answering(Execution execution) {
        return new CodeInterpreter() {
            @Override
            public Path folder() {
                return Path.of(".");
            }

            @Override
            public Execution execute(String code, CellListener listener) {
                received = code;
                shown.forEach(listener::display);
                return execution;
            }

            @Override
            public boolean interrupt() {
                return false;
            }

            @Override
            public void close() {}
        };
    }
}
