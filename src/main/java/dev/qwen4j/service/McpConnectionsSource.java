package dev.qwen4j.service;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The service's MCP servers: started or reached when it starts, closed when it has ended. */
final class McpConnectionsSource {
    private static final Logger LOG = Logger.getLogger(McpConnectionsSource.class);

    @Produces
    @Singleton
    @DefaultBean
    McpConnections open(Qwen4jConfig config) throws InterruptedException {
        Optional<Path> file = config.session().mcp();
        if (file.isEmpty()) {
            return McpConnections.NONE;
        }
        Path pins = config.session()
                .mcpPins()
                .orElseGet(() -> McpConnections.pinsFolder(Path.of(System.getProperty("user.home"))));
        return McpConnections.open(file.get(), pins, LOG::warn);
    }

    void close(@Disposes McpConnections tools) {
        tools.close();
    }
}
