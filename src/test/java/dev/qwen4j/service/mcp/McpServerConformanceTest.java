package dev.qwen4j.service.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.qwen4j.service.ToolFixtures;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service under the protocol's own suite of scenarios, with the tools that it asks for beside ours. */
@QuarkusTest
@TestProfile(ToolFixtures.class)
@Timeout(180)
class McpServerConformanceTest {
    private static final String SUITE = System.getenv("QWEN4J_MCP_SUITE");

    @TestHTTPResource("/mcp")
    URI address;

    @Test
    void every_active_scenario_of_the_conformance_suite_passes(@TempDir Path folder)
            throws IOException, InterruptedException {
        assumeThat(SUITE).as("QWEN4J_MCP_SUITE: see scripts/mcp-suite.sh").isNotNull();
        Path modules = Path.of(SUITE, "node_modules");
        Path log = folder.resolve("log");
        Process suite = new ProcessBuilder(
                        modules.resolve("node/bin/node").toString(),
                        modules.resolve("@modelcontextprotocol/conformance/dist/index.js")
                                .toString(),
                        "server",
                        "--url",
                        address.toString(),
                        "--suite",
                        "active",
                        "--output-dir",
                        folder.resolve("results").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(suite.waitFor(150, TimeUnit.SECONDS)).isTrue();
            assertThat(suite.exitValue()).as(Files.readString(log)).isZero();
        } finally {
            suite.destroyForcibly();
        }
    }
}
