package dev.qwen4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.mcp.McpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ToolExamplesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void annotated_methods_are_tools_of_our_own_agent() {
        ScriptedModel model = new ScriptedModel(
                " I should use the get_weather tool.\nAction: get_weather\nAction Input: {\"city\": \"Berlin\"}\nObservation:",
                " I should use the get_population tool.\nAction: get_population\nAction Input: Berlin\nObservation:",
                " I now know the final answer\nFinal Answer: Light rain on 3,900,000 people.");

        assertThat(AnnotatedTools.run(model, "How many people get wet in Berlin?")
                        .answer())
                .isEqualTo("Light rain on 3,900,000 people.");
        assertThat(model.prompts().getLast().display()).contains("light rain").contains("Observation: 3,900,000");
    }

    @Test
    void agent_answers_with_the_tools_of_a_server() throws IOException {
        ScriptedModel model = new ScriptedModel(
                " I should look it up.\nAction: tide\nAction Input: {\"port\": \"Brest\"}\nObservation:",
                " I now know the final answer\nFinal Answer: High water is at 14:05.");
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/mcp", ToolExamplesTest::answer);
        http.start();
        try {
            URI address = URI.create("http://localhost:" + http.getAddress().getPort() + "/mcp");
            McpServer server =
                    new McpServer("tides", new McpServer.Http(address, Map.of()), Risk.NETWORK, Duration.ofSeconds(20));

            assertThat(McpAgent.run(model, server, "When is high water in Brest?")
                            .answer())
                    .isEqualTo("High water is at 14:05.");
            assertThat(model.prompts().getLast().display()).contains("high water in Brest: 14:05");
        } finally {
            http.stop(0);
        }
    }

    /** A server with one tool. */
    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode message = JSON.readTree(exchange.getRequestBody());
            if (!message.has("id")) {
                exchange.sendResponseHeaders(exchange.getRequestMethod().equals("POST") ? 202 : 405, -1);
                return;
            }
            String result = switch (message.path("method").asText()) {
                case "initialize" -> """
                    {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}},
                     "serverInfo": {"name": "tides", "version": "1"}}""";
                case "tools/list" -> """
                    {"tools": [{"name": "tide", "description": "Tells when high water is.", "inputSchema":
                      {"type": "object", "properties": {"port": {"type": "string"}}, "required": ["port"]}}]}""";
                case "tools/call" -> """
                    {"content": [{"type": "text", "text": "high water in Brest: 14:05"}]}""";
                default -> "{}";
            };
            ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
            answer.set("id", message.get("id"));
            answer.set("result", JSON.readTree(result));
            byte[] body = JSON.writeValueAsBytes(answer);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
