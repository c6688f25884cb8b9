package dev.qwen4j.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReactCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private Path tools;

    @BeforeEach
    void write_tools() throws Exception {
        tools = Files.writeString(folder.resolve("tools.json"), """
                [{"name": "calculator", "name_for_human": "Pocket Calculator", "description": "computes",
                  "parameters": {"type": "object", "required": ["expression"],
                                 "properties": {"expression": {"type": "string"}}}}]""");
    }

    @Test
    void each_line_is_told_as_the_loop_takes_it() throws Exception {
        Invocation react = react("""
                {"text": "Thought: x\\nAction: Pocket Calculator\\nAction Input: {'expression': '2+2'}", "finish": "stop"}
                {"text": "Final Answer: 42", "finish": "eos"}

                {"text": "Action: calculator\\nAction Input: {\\"expression\\": \\"2+", "finish": "length"}
                """);

        assertThat(react.status()).isZero();
        assertThat(react.outLines()).hasSize(3);
        assertThat(JSON.readTree(react.outLines().get(0))).isEqualTo(JSON.readTree("""
                {"outcome": "call", "tool": "calculator", "arguments": {"expression": "2+2"}, "answer": null,
                 "reason": null, "repairs": ["human_name", "json5"]}"""));
        assertThat(JSON.readTree(react.outLines().get(1))).isEqualTo(JSON.readTree("""
                {"outcome": "final", "tool": null, "arguments": null, "answer": "42", "reason": null, "repairs": []}"""));
        JsonNode retry = JSON.readTree(react.outLines().get(2));
        assertThat(retry.path("outcome").asText()).isEqualTo("retry");
        assertThat(retry.path("tool").asText()).isEqualTo("calculator");
        assertThat(retry.path("reason").asText()).contains("cut off");
    }

    @Test
    void strict_tolerates_nothing() throws Exception {
        Invocation react = react("{\"text\": \"Hello\", \"finish\": \"eos\"}\n", "--strict");

        JsonNode line = JSON.readTree(react.out());
        assertThat(line.path("outcome").asText()).isEqualTo("retry");
        assertThat(line.path("reason").asText()).contains("unmarked_answer");
    }

    @Test
    void half_a_character_is_written_as_an_escape() throws Exception {
        Invocation react = react("{\"text\": \"a\\ud83db\", \"finish\": \"eos\"}\n");

        assertThat(react.out()).contains("a\\ud83db");
        assertThat(JSON.readTree(react.out()).path("answer").asText()).isEqualTo("a\ud83db");
    }

    @Test
    void what_is_no_output_is_named_with_its_line() {
        Invocation react = react("{\"text\": \"a\"}\n{\"finish\": \"eos\"}\n");

        assertThat(react.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(react.error()).contains("line 2").hasLineCount(1);
    }

    @Test
    void a_file_that_describes_no_tools_is_named() throws Exception {
        Files.writeString(tools, "{}");

        assertThat(react("").error()).contains("tools.json").hasLineCount(1);
    }

    private Invocation react(String input, String... more) {
        String[] args = new String[3 + more.length];
        args[0] = "react";
        args[1] = "--tools";
        args[2] = tools.toString();
        System.arraycopy(more, 0, args, 3, more.length);
        return Invocation.piping(input, args);
    }
}
