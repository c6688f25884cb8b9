package dev.qwen4j.service;

import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolProvider;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The tools of this service: ours as the configuration has them, then every bean that is a {@link Tool}, what every
 * {@link ToolProvider} bean gives, and what the configured MCP servers and OpenAPI documents have. Thread-safe.
 */
@Singleton
public class OfferedTools {
    private final SessionSettings configured;
    private final OutsideTools outside;
    private final Instance<Tool> beans;
    private final Instance<ToolProvider> providers;

    OfferedTools(
            Qwen4jConfig config,
            OutsideTools outside,
            @Any Instance<Tool> beans,
            @Any Instance<ToolProvider> providers) {
        configured = config.sessionSettings();
        this.outside = outside;
        this.beans = beans;
        this.providers = providers;
    }

    /** A service that could not run anything should say so when it starts. */
    void check(@Observes StartupEvent event) {
        settings().requireUsable();
    }

    /**
     * The settings of a session that is opened now; beans come in the order of their names, then the providers', then
     * those from outside.
     */
    public SessionSettings settings() {
        Stream<Tool> provided = providers.stream()
                .sorted(Comparator.comparing(provider -> provider.getClass().getName()))
                .flatMap(provider -> provider.tools().stream());
        Stream<Tool> sorted =
                beans.stream().sorted(Comparator.comparing(tool -> tool.spec().name()));
        List<Tool> tools = Stream.of(sorted, provided, outside.tools().stream())
                .flatMap(Function.identity())
                .toList();
        return configured.withExtraTools(tools);
    }
}
