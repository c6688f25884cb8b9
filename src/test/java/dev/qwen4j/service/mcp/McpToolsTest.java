package dev.qwen4j.service.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.service.TestModel;
import dev.qwen4j.tools.Attachment;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolRegistry;
import dev.qwen4j.tools.ToolResult;
import dev.qwen4j.tools.ToolSpec;
import dev.qwen4j.tools.mcp.McpConnection;
import dev.qwen4j.tools.mcp.McpServer;
import io.quarkiverse.mcp.server.ToolResponse;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@Timeout(60)
class McpToolsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TestHTTPResource("/mcp")
    URI address;

    @Inject
    TestModel model;

    private McpConnection connection;
    private ToolRegistry tools;

    @BeforeEach
    void connect() {
        connection = open(PATIENCE);
        tools = new ToolRegistry(connection.tools());
    }

    @AfterEach
    void disconnect() {
        connection.close();
    }

    private McpConnection open(Duration timeout) {
        return McpConnection.open(new McpServer("ours", new McpServer.Http(address, Map.of()), Risk.READ, timeout));
    }

    private String result(String tool, String input) throws InterruptedException {
        return tools.call(tools.read(tool, input)).text();
    }

    @Test
    void our_tools_and_the_agent_are_offered_with_their_schemas() {
        assertThat(tools.specs())
                .extracting(ToolSpec::name)
                .contains("calculator", "python", "read_file", "write_file", "run_agent")
                .doesNotContain("fetch_url");
        ToolSpec calculator = tools.specs().stream()
                .filter(spec -> spec.name().equals("calculator"))
                .findFirst()
                .orElseThrow();
        assertThat(calculator.parameters().at("/properties/expression/type").asText())
                .isEqualTo("string");
        assertThat(calculator.description()).contains("arithmetic");
    }

    @Test
    void a_call_gives_the_result_and_a_failure_is_one() throws InterruptedException {
        assertThat(result("calculator", "{\"expression\": \"37*43+5\"}")).isEqualTo("1596");
        assertThat(result("calculator", "{\"expression\": \"1/0\"}")).startsWith("Error: ");
        assertThat(result("calculator", "{}")).contains("expression");
    }

    @Test
    void a_client_keeps_its_files_and_others_do_not_see_them() throws InterruptedException {
        assertThat(result("write_file", "{\"path\": \"a.txt\", \"content\": \"hello\"}"))
                .doesNotStartWith("Error");
        assertThat(result("read_file", "{\"path\": \"a.txt\"}")).contains("hello");
        try (McpConnection other = open(PATIENCE)) {
            ToolRegistry others = new ToolRegistry(other.tools());
            assertThat(others.call(others.read("list_files", "{}")).text()).doesNotContain("a.txt");
        }
    }

    @Test
    void the_agent_answers_with_the_tools() throws InterruptedException {
        model.replay(
                " I should use the calculator tool.\nAction: calculator\n"
                        + "Action Input: {\"expression\": \"37*43+5\"}\nObservation:",
                " I now know the final answer\nFinal Answer: It is 1596.");

        assertThat(result("run_agent", "{\"question\": \"What is 37 * 43 + 5?\"}"))
                .isEqualTo("It is 1596.");
        assertThat(result("run_agent", "{\"question\": \" \"}")).contains("the question is empty");
    }

    @Test
    void a_call_that_the_client_gives_up_is_cancelled() throws Exception {
        TestModel.Hang hang = model.hang();
        try (McpConnection hasty = open(Duration.ofSeconds(3))) {
            ToolRegistry given = new ToolRegistry(hasty.tools());

            assertThat(given.call(given.read("run_agent", "{\"question\": \"q\"}"))
                            .text())
                    .containsPattern("took too long|timed out"); // whichever of the two clocks is the first
        }
        hang.interrupted().get(20, TimeUnit.SECONDS);
    }

    @Test
    void attachments_travel_in_the_protocols_own_forms() {
        ToolOutput output = ToolOutput.of("made")
                .with(new Attachment("a.png", "image/png", new byte[] {1}))
                .with(new Attachment("a b.csv", "text/csv", "x,y".getBytes(StandardCharsets.UTF_8)))
                .with(new Attachment("a.zip", "application/zip", new byte[] {2}))
                .with(new Attachment("result.json", "application/json", "{\"a\":1}".getBytes(StandardCharsets.UTF_8)));

        ToolResponse response = McpResults.of(new ToolResult.Ok(output));

        assertThat(response.isError()).isFalse();
        assertThat(response.content())
                .extracting(content -> content.type().name())
                .containsExactly("TEXT", "IMAGE", "RESOURCE", "RESOURCE");
        assertThat(response.content().get(2).asResource().resource().asText().uri())
                .isEqualTo("attachment:a%20b.csv");
        assertThat(response.structuredContent()).hasToString("{\"a\":1}");
        assertThat(McpResults.of(new ToolResult.Failed("Error: no")).isError()).isTrue();
    }
}
