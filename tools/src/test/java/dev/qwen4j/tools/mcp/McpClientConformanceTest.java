package dev.qwen4j.tools.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.mcp.oauth.OAuthClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Our client under the protocol's own suite of scenarios. */
@Timeout(300)
class McpClientConformanceTest {
    private static final String SUITE = System.getenv("QWEN4J_MCP_SUITE");

    /** What the suite expects where a server takes the address of a document for an id. */
    private static final String METADATA = "https://conformance-test.local/client-metadata.json";

    /** The program that the suite starts for each scenario: it has this JVM do the work. */
    private static final String CLIENT = """
            const [port, url] = process.argv.slice(2);
            const context = process.env.MCP_CONFORMANCE_CONTEXT ?? '{}';
            fetch(`http://127.0.0.1:${port}/`, {method: 'POST', body: JSON.stringify({url, context: JSON.parse(context)})})
              .then(async response => { console.error(await response.text()); process.exit(response.ok ? 0 : 1); });
            """;

    @TempDir
    private Path folder;

    @Test
    void every_core_scenario_of_the_conformance_suite_passes() throws IOException, InterruptedException {
        assumeThat(SUITE).as("QWEN4J_MCP_SUITE: see scripts/mcp-suite.sh").isNotNull();
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            http.setExecutor(each);
            http.createContext("/", McpClientConformanceTest::answer);
            http.start();
            String port = String.valueOf(http.getAddress().getPort());

            String summary = judge(port, "--suite", "core");

            assertThat(summary).contains("18 scenarios");
            // All run at the same time, and one measures time: what fails among the others has to pass alone.
            Pattern.compile("(?m)^✗ ([^:]+):")
                    .matcher(summary)
                    .results()
                    .map(failed -> failed.group(1))
                    .forEach(scenario -> assertThat(judge(port, "--scenario", scenario))
                            .as(summary)
                            .endsWith("exit 0"));
        } finally {
            http.stop(0);
        }
    }

    /** What the suite prints, and its exit status. */
    private String judge(String port, String option, String value) {
        Path modules = Path.of(SUITE, "node_modules");
        String node = modules.resolve("node/bin/node").toString();
        try {
            Path client = Files.writeString(folder.resolve("client.mjs"), CLIENT);
            Path log = folder.resolve("log");
            Process suite = new ProcessBuilder(
                            node,
                            modules.resolve("@modelcontextprotocol/conformance/dist/index.js")
                                    .toString(),
                            "client",
                            "--command",
                            node + " " + client + " " + port,
                            option,
                            value,
                            "--timeout",
                            "90000",
                            "--output-dir",
                            folder.resolve("results").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                assertThat(suite.waitFor(120, TimeUnit.SECONDS)).isTrue();
                return Files.readString(log) + "\nexit " + suite.exitValue();
            } finally {
                suite.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode wanted = new ObjectMapper().readTree(exchange.getRequestBody());
            String said = "";
            int status = 200;
            try {
                visit(URI.create(wanted.path("url").asText()), wanted.path("context"));
            } catch (RuntimeException | InterruptedException e) {
                said = e.toString();
                status = 500;
            }
            byte[] body = said.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Calls every tool of the server. */
    private static void visit(URI url, JsonNode context) throws InterruptedException {
        OAuthClient known = new OAuthClient(
                context.path("client_id").textValue(),
                context.path("client_secret").textValue(),
                METADATA,
                0);
        McpServer server =
                new McpServer("suite", new McpServer.Http(url, Map.of(), known), Risk.NETWORK, Duration.ofSeconds(30));
        try (McpConnection connection = McpConnection.open(server, McpClientConformanceTest::consent)) {
            for (Tool tool : connection.tools()) {
                tool.call(arguments(tool.spec().parameters()));
            }
        }
    }

    private static ObjectNode arguments(JsonNode parameters) {
        ObjectNode arguments = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> property :
                parameters.path("properties").properties()) {
            if (property.getValue().path("type").asText().matches("number|integer")) {
                arguments.put(property.getKey(), 5);
            } else {
                arguments.put(property.getKey(), "x");
            }
        }
        return arguments;
    }

    /** A person who agrees to everything. */
    private static void consent(URI address) {
        try (HttpClient browser = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.ALWAYS)
                .build()) {
            browser.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
