package dev.qwen4j.tools.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.ToolRegistry;
import dev.qwen4j.tools.ToolResult;
import dev.qwen4j.tools.ToolSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The protocol's example server, over standard input and output. */
@Timeout(120)
class EverythingServerTest {
    private static final String SUITE = System.getenv("QWEN4J_MCP_SUITE");

    @Test
    void tools_of_the_example_server_are_listed_and_called() throws InterruptedException {
        assumeThat(SUITE).as("QWEN4J_MCP_SUITE: see scripts/mcp-suite.sh").isNotNull();
        Path modules = Path.of(SUITE, "node_modules");
        List<String> command = List.of(
                modules.resolve("node/bin/node").toString(),
                modules.resolve("@modelcontextprotocol/server-everything/dist/index.js")
                        .toString(),
                "stdio");
        McpServer server = new McpServer(
                "everything", new McpServer.Stdio(command, Map.of()), Risk.NETWORK, Duration.ofSeconds(30));
        try (McpConnection connection = McpConnection.open(server)) {
            ToolRegistry tools = new ToolRegistry(connection.tools());

            assertThat(tools.specs()).extracting(ToolSpec::name).contains("echo", "get-sum", "get-tiny-image");
            assertThat(tools.call(tools.read("echo", "{\"message\": \"hello\"}"))
                            .text())
                    .isEqualTo("Echo: hello");
            assertThat(tools.call(tools.read("get-sum", "{\"a\": \"2\", \"b\": 40}"))
                            .text())
                    .isEqualTo("The sum of 2 and 40 is 42.");
            assertThat(tools.call(tools.read("get-tiny-image", "{}")))
                    .isInstanceOfSatisfying(
                            ToolResult.Ok.class,
                            ok -> assertThat(ok.output().attachments())
                                    .singleElement()
                                    .satisfies(image ->
                                            assertThat(image.mediaType()).isEqualTo("image/png")));
        }
    }
}
