package dev.qwen4j.tools.mcp;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.mcp.client.DefaultMcpClient;
import dev.langchain4j.mcp.client.McpClient;
import dev.langchain4j.mcp.client.transport.McpTransport;
import dev.langchain4j.mcp.client.transport.stdio.StdioMcpTransport;
import dev.qwen4j.tools.Excerpt;
import dev.qwen4j.tools.Retrying;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolSpec;
import dev.qwen4j.tools.langchain4j.LangChain4jTools;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server that answered, with its tools. */
public final class McpConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(McpConnection.class);

    /** What strangers write into a prompt is kept short. */
    private static final int MAX_DESCRIPTION_CHARS = 1000;

    private static final int MAX_NAME_CHARS = 64;
    private static final int MAX_COMMAND_CHARS = 200;

    /** A program may have to be downloaded first, as with npx, and a person may have to consent. */
    private static final Duration START_LIMIT = Duration.ofSeconds(150);

    private static final Duration RETRY_PAUSE = Duration.ofMillis(500);
    private static final String PROTOCOL = "2025-11-25";

    private final McpServer server;
    private final McpClient client;
    private final List<Tool> tools;

    private McpConnection(McpServer server, McpClient client, List<Tool> tools) {
        this.server = server;
        this.client = client;
        this.tools = tools;
    }

    /**
     * Starts or reaches the server and asks for its tools; the caller closes the connection, which ends a server that
     * was started.
     *
     * @throws IllegalStateException if it does not answer in time or not as the protocol says; the message names it
     */
    public static McpConnection open(McpServer server) {
        return open(server, address -> LOG.warn("Consent to the use of '{}' at {}", server.name(), address));
    }

    /**
     * The same for a server that may want a person's consent.
     *
     * @param browser is told the address where to consent, which is then waited for
     */
    public static McpConnection open(McpServer server, Consumer<URI> browser) {
        McpClient client;
        try {
            client = DefaultMcpClient.builder()
                    .key(server.name())
                    .clientName("qwen4j")
                    .transport(transport(server, browser))
                    .protocolVersion(PROTOCOL)
                    .initializationTimeout(START_LIMIT)
                    .toolExecutionTimeout(server.timeout())
                    .toolExecutionTimeoutErrorMessage(McpTool.TIMED_OUT)
                    .toolResultExtractor(new McpContents())
                    .autoHealthCheck(false)
                    .build();
        } catch (RuntimeException e) {
            throw unreachable(server, e);
        }
        try {
            List<Tool> tools = client.listTools().stream()
                    .map(found -> tool(server, found, client))
                    .toList();
            return new McpConnection(server, client, tools);
        } catch (RuntimeException e) {
            close(client);
            throw unreachable(server, e);
        }
    }

    private static McpTransport transport(McpServer server, Consumer<URI> browser) {
        return switch (server.transport()) {
            case McpServer.Stdio stdio ->
                StdioMcpTransport.builder()
                        .command(stdio.command())
                        .environment(stdio.environment())
                        .executorService(readers())
                        .build();
            case McpServer.Http http -> new HttpTransport(http, server.timeout(), browser);
        };
    }

    /** A virtual thread that reads a pipe keeps its carrier: two servers would leave none of them on four processors. */
    private static ExecutorService readers() {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().daemon().name("mcp-pipe-", 1).factory());
    }

    private static Tool tool(McpServer server, ToolSpecification found, McpClient client) {
        String name = found.name().replaceAll("[^\\p{L}\\p{N}_-]", "_");
        ToolSpec spec = new ToolSpec(
                name.substring(0, Math.min(name.length(), MAX_NAME_CHARS)),
                found.name(),
                Excerpt.of(Objects.requireNonNullElse(found.description(), ""), MAX_DESCRIPTION_CHARS),
                LangChain4jTools.parameters(found.parameters()),
                server.risk());
        Tool tool = new McpTool(spec, found.name(), client);
        return server.retries() == 0 ? tool : Retrying.of(tool, server.retries(), RETRY_PAUSE);
    }

    private static IllegalStateException unreachable(McpServer server, RuntimeException e) {
        String where = switch (server.transport()) {
            case McpServer.Stdio stdio ->
                "command: " + Excerpt.of(String.join(" ", stdio.command()), MAX_COMMAND_CHARS);
            case McpServer.Http http -> "address: " + http.url();
        };
        return new IllegalStateException(
                "the MCP server '" + server.name() + "' does not answer (" + where + "): "
                        + Objects.requireNonNullElse(
                                e.getMessage(), e.getClass().getSimpleName()),
                e);
    }

    public McpServer server() {
        return server;
    }

    /** Named as the server names them, with {@code _} for what a tool's name must not have. */
    public List<Tool> tools() {
        return tools;
    }

    @Override
    public void close() {
        close(client);
    }

    private static void close(McpClient client) {
        try {
            client.close();
        } catch (Exception e) {
            throw new IllegalStateException("the connection to '" + client.key() + "' could not be closed", e);
        }
    }
}
