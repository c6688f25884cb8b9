package dev.qwen4j.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.service.TestMcpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AskCommandTest {
    private static final String CALL = """
            Thought: I should multiply.
            Action: calculator
            Action Input: {"expression": "37 * 43 + 5"}
            Observation:""";
    private static final String ANSWER = " I now know the final answer.\nFinal Answer: It is 1596.";

    @Test
    void shows_every_step() {
        Invocation ask = Invocation.over(new ScriptedModel(CALL, ANSWER), "ask", "What", "is 37 * 43 + 5?");

        assertThat(ask.status()).isZero();
        assertThat(ask.outLines())
                .containsExactly(
                        "Thought: I should multiply.",
                        "Action: calculator",
                        "Action Input: {\"expression\":\"37 * 43 + 5\"}",
                        "Observation: 1596",
                        "Thought: I now know the final answer.",
                        "Final Answer: It is 1596.");
        assertThat(ask.error()).isEmpty();
    }

    @Test
    void words_without_quotes_are_one_question() {
        ScriptedModel model = new ScriptedModel("Thought: Easy.\nFinal Answer: Hello!");

        Invocation.over(model, "ask", "Say", "hello");

        assertThat(model.prompts().getFirst().display()).contains("Question: Say hello");
    }

    @Test
    void json_is_one_event_a_line_and_nothing_else() throws Exception {
        Invocation ask = Invocation.over(new ScriptedModel(CALL, ANSWER), "ask", "--json", "What is 37 * 43 + 5?");

        List<String> names = new ArrayList<>();
        StringBuilder answer = new StringBuilder();
        JsonNode last = null;
        for (String line : ask.outLines()) {
            last = new ObjectMapper().readTree(line);
            names.add(last.get("event").asText());
            if (names.getLast().equals("answer")) {
                answer.append(last.get("delta").asText());
            }
        }
        assertThat(names).startsWith("run", "thought").endsWith("done").contains("action", "observation", "written");
        assertThat(answer.toString().strip()).isEqualTo("It is 1596.");
        assertThat(last.get("answer").asText()).isEqualTo("It is 1596.");
        assertThat(last.get("outcome").asText()).isEqualTo("answered");
    }

    @Test
    void chinese_is_written_as_utf_8() {
        ScriptedModel model = new ScriptedModel("Thought: 打招呼。\nFinal Answer: 你好！");

        assertThat(Invocation.over(model, "ask", "你好").out()).isEqualTo("Thought: 打招呼。\nFinal Answer: 你好！\n");
    }

    @Test
    void run_without_an_answer_says_why_and_fails() {
        Invocation ask = Invocation.over(new ScriptedModel(CALL, CALL), "ask", "--max-steps", "1", "hello");

        assertThat(ask.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(ask.error()).startsWith("qwen4j: ").hasLineCount(1);
    }

    @Test
    void offers_the_tools_that_were_chosen() {
        ScriptedModel model = new ScriptedModel("Thought: Easy.\nFinal Answer: Hello!");

        Invocation.over(model, "ask", "--tools", "unit_convert,calculator", "hello");

        assertThat(model.prompts().getFirst().display()).contains("[unit_convert, calculator]");
    }

    @Test
    void unknown_tool_is_refused_before_the_model_loads() {
        Invocation ask = Invocation.opening(
                (folder, precision) -> {
                    throw new AssertionError("loaded the model");
                },
                "ask",
                "--tools",
                "hammer",
                "hello");

        assertThat(ask.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ask.error()).hasLineCount(1).contains("hammer", "calculator");
    }

    @Test
    @Timeout(120)
    void tools_of_mcp_servers_are_offered_and_called(@TempDir Path folder) {
        ScriptedModel model = new ScriptedModel(
                "Thought: Add.\nAction: add\nAction Input: {\"a\": 2, \"b\": 40}",
                " I now know the final answer.\nFinal Answer: 42");
        String file = TestMcpServer.file(folder, "Adds.", "READ").toString();

        Invocation ask = Invocation.over(model, "ask", "--mcp", file, "--tools", "add", "What is 2 + 40?");

        assertThat(ask.outLines()).contains("Action: add", "Observation: The sum is 42", "Final Answer: 42");
        assertThat(ask.error()).hasLineCount(1).contains("warning", "'lost'");
        assertThat(model.prompts().getFirst().display()).contains("should be one of [add]");
    }

    @Test
    void missing_file_of_mcp_servers_is_wrong_usage() {
        Invocation ask = Invocation.over(new ScriptedModel(), "ask", "--mcp", "/no/such.json", "hello");

        assertThat(ask.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ask.error()).hasLineCount(1).contains("/no/such.json");
    }

    @Test
    @Timeout(60)
    void operations_of_an_openapi_document_are_offered_and_called(@TempDir Path folder) throws Exception {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/pets", exchange -> {
            byte[] body = "[\"Rex\"]".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        http.start();
        Path document = Files.writeString(
                folder.resolve("pets.yaml"), """
                openapi: 3.0.3
                servers: [{url: "http://127.0.0.1:%d"}]
                paths: {/pets: {get: {operationId: listPets, summary: Lists pets.}}}
                """.formatted(http.getAddress().getPort()));
        ScriptedModel model = new ScriptedModel(
                "Thought: Look.\nAction: listPets\nAction Input: {}",
                " I now know the final answer.\nFinal Answer: Rex");

        Invocation ask = Invocation.over(
                model, "ask", "--openapi", document.toString(), "--tools", "listPets", "Which pets are there?");
        http.stop(0);

        assertThat(ask.outLines()).contains("Action: listPets", "Observation: [\"Rex\"]", "Final Answer: Rex");
        assertThat(ask.error()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --max-steps=3    | wrote 1
            --strict         | write it again
            --ask-repaired   | not allowed here
            --ask-for=write  | not allowed here
            """)
    void caution_decides_what_becomes_of_a_repaired_call(String option, String expected, @TempDir Path folder) {
        ScriptedModel model = new ScriptedModel(
                "Thought: Write.\nAction: write_file\nAction Input: {'path': 'a.txt', 'content': 'x'}",
                " I now know the final answer.\nFinal Answer: done");

        Invocation ask = Invocation.over(model, "ask", "--folder", folder.toString(), option, "Write x.");

        assertThat(ask.out()).contains(expected);
        assertThat(folder.resolve("a.txt").toFile().exists()).isEqualTo(expected.startsWith("wrote"));
    }

    @Test
    void empty_question_is_refused() {
        assertThat(Invocation.over(new ScriptedModel(), "ask", " ").status()).isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void missing_model_folder_is_one_line_and_status_3(@TempDir Path folder) {
        Invocation ask = Invocation.of("ask", "--model", folder.resolve("gone").toString(), "hello");

        assertThat(ask.status()).isEqualTo(ExitStatus.BAD_MODEL);
        assertThat(ask.out()).isEmpty();
        assertThat(ask.error()).hasLineCount(1).contains("gone");
    }

    @Test
    void model_of_an_unknown_architecture_is_one_line_and_status_3(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("config.json"), "{\"architectures\": [\"LlamaForCausalLM\"]}");

        Invocation ask = Invocation.of("ask", "--model", folder.toString(), "hello");

        assertThat(ask.status()).isEqualTo(ExitStatus.BAD_MODEL);
        assertThat(ask.error()).hasLineCount(1).contains("LlamaForCausalLM");
    }
}
