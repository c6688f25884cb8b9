package dev.qwen4j.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolRegistry;
import dev.qwen4j.tools.ToolSpec;
import dev.qwen4j.tools.mcp.McpConnection;
import dev.qwen4j.tools.mcp.McpServer;
import dev.qwen4j.tools.mcp.McpServersFile;
import dev.qwen4j.tools.mcp.McpToolPins;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * The tools of a user's MCP servers, for all sessions of a process. The servers are started or reached once, and live as
 * long as this is open.
 */
public final class McpConnections implements AutoCloseable {
    /** No servers. */
    public static final McpConnections NONE = new McpConnections(List.of(), List.of());

    private static final int MAX_NAME_CHARS = 64;

    private final List<McpConnection> connections;
    private final List<Tool> tools;

    private McpConnections(List<McpConnection> connections, List<Tool> tools) {
        this.connections = List.copyOf(connections);
        this.tools = List.copyOf(tools);
    }

    /** Where is remembered what servers' tools said of themselves, if the user names no other folder. */
    public static Path pinsFolder(Path home) {
        return home.resolve(Path.of(".local", "share", "qwen4j", "mcp"));
    }

    /**
     * Starts or reaches the servers of {@code file}, all at the same time. What does not answer or cannot be used is left
     * out. The caller closes it.
     *
     * @param pins the folder where is remembered what the tools say of themselves
     * @param warnings is told what is left out, and whose tools say something else than the last time; a line each
     * @throws IllegalArgumentException if the file cannot be read as such
     * @throws InterruptedException if the calling thread is interrupted meanwhile
     */
    public static McpConnections open(Path file, Path pins, Consumer<String> warnings) throws InterruptedException {
        List<Callable<McpConnection>> openings = new ArrayList<>();
        for (McpServer server : McpServersFile.read(file)) {
            openings.add(() -> McpConnection.open(server));
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
        return new McpConnections(connections, usable(connections, new McpToolPins(pins), warnings));
    }

    private static List<Tool> usable(List<McpConnection> connections, McpToolPins pins, Consumer<String> warnings) {
        Set<String> taken = new HashSet<>(SessionSettings.OWN_TOOLS);
        List<Tool> tools = new ArrayList<>();
        for (McpConnection connection : connections) {
            String server = connection.server().name();
            if (pins.changed(server, connection.tools())) {
                warnings.accept("the tools of the MCP server '" + server
                        + "' say something else of themselves than the last time: make sure that you still trust them");
            }
            for (Tool tool : connection.tools()) {
                usable(tool, server, taken, warnings).ifPresent(tools::add);
            }
        }
        return tools;
    }

    /** The tool, under a name that no other has. */
    private static Optional<Tool> usable(Tool tool, String server, Set<String> taken, Consumer<String> warnings) {
        try {
            Tool named = taken.contains(tool.spec().name()) ? new Renamed(tool, server) : tool;
            new ToolRegistry(List.of(named)); // says what is wrong with its parameters
            if (taken.add(named.spec().name())) {
                return Optional.of(named);
            }
            warnings.accept("a tool of the MCP server '" + server + "' is left out: there are two called '"
                    + named.spec().name() + "'");
        } catch (IllegalArgumentException e) {
            warnings.accept("the tool '" + tool.spec().name() + "' of the MCP server '" + server + "' is left out: "
                    + e.getMessage());
        }
        return Optional.empty();
    }

    /** A tool under its server's name and its own. */
    private record Renamed(ToolSpec spec, Tool tool) implements Tool {
        Renamed(Tool tool, String server) {
            this(named(tool.spec(), server), tool);
        }

        private static ToolSpec named(ToolSpec spec, String server) {
            String name = server.replaceAll("[^\\p{L}\\p{N}_-]", "_") + "_" + spec.name();
            return new ToolSpec(
                    name.substring(0, Math.min(name.length(), MAX_NAME_CHARS)),
                    spec.humanName(),
                    spec.description(),
                    spec.parameters(),
                    spec.risk());
        }

        @Override
        public ToolOutput call(ObjectNode arguments) throws InterruptedException {
            return tool.call(arguments);
        }
    }

    /** In the order of the file. They fail once this is closed. */
    public List<Tool> tools() {
        return tools;
    }

    /** Ends the servers that were started. */
    @Override
    public void close() {
        connections.forEach(McpConnection::close);
    }
}
