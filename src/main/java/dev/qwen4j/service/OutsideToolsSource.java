package dev.qwen4j.service;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import org.jboss.logging.Logger;

/** What the service offers from elsewhere: servers are started or reached when it starts, closed when it has ended. */
final class OutsideToolsSource {
    private static final Logger LOG = Logger.getLogger(OutsideToolsSource.class);

    @Produces
    @Singleton
    @DefaultBean
    OutsideTools open(Qwen4jConfig config) throws InterruptedException {
        Path pins = config.session()
                .mcpPins()
                .orElseGet(() -> OutsideTools.pinsFolder(Path.of(System.getProperty("user.home"))));
        return OutsideTools.open(
                new OutsideTools.Sources(
                        config.session().mcp().orElse(null),
                        pins,
                        config.session().openapi().orElse(List.of())),
                LOG::warn);
    }

    void close(@Disposes OutsideTools tools) {
        tools.close();
    }
}
