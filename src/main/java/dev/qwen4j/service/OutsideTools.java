package dev.qwen4j.service;

import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.mcp.McpConnection;
import dev.qwen4j.tools.mcp.McpServer;
import dev.qwen4j.tools.mcp.McpServersFile;
import dev.qwen4j.tools.mcp.McpToolPins;
import dev.qwen4j.tools.openapi.OpenApiFile;
import dev.qwen4j.tools.openapi.OpenApiSource;
import dev.qwen4j.tools.openapi.OpenApiTools;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tools of a user's MCP servers and OpenAPI documents, for all sessions of a process. Servers are started or reached
 * once, and live as long as this is open.
 */
public final class OutsideTools implements AutoCloseable {
    private final List<McpConnection> connections;
    private final List<Tool> tools;

    private OutsideTools(List<McpConnection> connections, List<Tool> tools) {
        this.connections = List.copyOf(connections);
        this.tools = List.copyOf(tools);
    }

    /**
     * Where tools come from.
     *
     * @param mcp a file of MCP servers; null for none
     * @param pins the folder where is remembered what the servers' tools say of themselves
     * @param openApi files, folders and addresses, as {@link OpenApiFile#sources} takes them
     */
    public record Sources(@Nullable Path mcp, Path pins, List<String> openApi) {
        public Sources {
            openApi = List.copyOf(openApi);
        }

        /** Whether there are any. */
        public boolean isEmpty() {
            return mcp == null && openApi.isEmpty();
        }

        /**
         * Tells whether the files can be read, without starting or reaching anything.
         *
         * @throws IllegalArgumentException if one cannot; the message names it
         */
        public void requireReadable() {
            servers();
            documents();
        }

        private List<McpServer> servers() {
            return mcp == null ? List.of() : McpServersFile.read(mcp);
        }

        private List<OpenApiSource> documents() {
            return openApi.stream()
                    .flatMap(given -> OpenApiFile.sources(given).stream())
                    .toList();
        }
    }

    /** Where is remembered what servers' tools said of themselves, if the user names no other folder. */
    public static Path pinsFolder(Path home) {
        return home.resolve(Path.of(".local", "share", "qwen4j", "mcp"));
    }

    /**
     * Starts or reaches the servers, all at the same time, and reads the documents. What does not answer or cannot be used
     * is left out. The caller closes it.
     *
     * @param warnings is told what is left out, whose tools say something else than the last time, and where to consent to
     *     the use of a server that wants that; a line each
     * @throws IllegalArgumentException if a file cannot be read as such, or allows nothing
     * @throws InterruptedException if the calling thread is interrupted meanwhile
     */
    public static OutsideTools open(Sources sources, Consumer<String> warnings) throws InterruptedException {
        List<McpServer> servers = sources.servers();
        List<OpenApiSource> documents = sources.documents();
        NewTools tools = new NewTools(SessionSettings.OWN_TOOLS, warnings);
        for (OpenApiSource source : documents) {
            tools.add(operations(source, warnings), "API", source.name());
        }
        List<McpConnection> connections = connections(servers, warnings);
        McpToolPins pins = new McpToolPins(sources.pins());
        for (McpConnection connection : connections) {
            String server = connection.server().name();
            if (pins.changed(server, connection.tools())) {
                warnings.accept("the tools of the MCP server '" + server
                        + "' say something else of themselves than the last time: make sure that you still trust them");
            }
            tools.add(connection.tools(), "MCP server", server);
        }
        return new OutsideTools(connections, tools.all());
    }

    private static List<Tool> operations(OpenApiSource source, Consumer<String> warnings) {
        try {
            return OpenApiTools.of(source);
        } catch (UncheckedIOException e) {
            warnings.accept(e.getMessage() + "; its tools are left out");
            return List.of();
        }
    }

    private static List<McpConnection> connections(List<McpServer> servers, Consumer<String> warnings)
            throws InterruptedException {
        List<Callable<McpConnection>> openings = new ArrayList<>();
        for (McpServer server : servers) {
            openings.add(() -> McpConnection.open(
                    server,
                    address -> warnings.accept(
                            "the MCP server '" + server.name() + "' wants your consent: open " + address)));
        }
        List<McpConnection> connections = new ArrayList<>();
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<McpConnection> opened : each.invokeAll(openings)) {
                try {
                    connections.add(opened.get());
                } catch (ExecutionException e) {
                    Throwable cause = Objects.requireNonNull(e.getCause(), "a failure has a cause");
                    warnings.accept(cause.getMessage() + "; its tools are left out");
                }
            }
        }
        return connections;
    }

    /** Those of documents, then those of servers, each in the order given. Those of servers fail once this is closed. */
    public List<Tool> tools() {
        return tools;
    }

    /** Ends the servers that were started. */
    @Override
    public void close() {
        connections.forEach(McpConnection::close);
    }
}
