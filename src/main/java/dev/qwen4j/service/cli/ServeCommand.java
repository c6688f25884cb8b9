package dev.qwen4j.service.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.service.HeadStart;
import dev.qwen4j.service.OutsideTools;
import dev.qwen4j.service.SessionSettings;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "serve",
        description = "Starts the HTTP service: a page at /, the OpenAI API under /v1, health under /q/health.",
        footer = {"", "Every setting is also a property or an environment variable, such as QWEN4J_MODEL_PATH."})
final class ServeCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Qwen4jCommand program;

    @Mixin
    private ModelOptions modelOptions = new ModelOptions();

    @Mixin
    private RemoteOptions remoteOptions = new RemoteOptions();

    @Mixin
    private SessionOptions sessionOptions = new SessionOptions();

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to listen on. Default: 127.0.0.1.")
    @Nullable
    private String host;

    @Option(names = "--port", paramLabel = "N", description = "Port to listen on. Default: 8080.")
    @Nullable
    private Integer port;

    @Option(names = "--json", description = "Print one JSON object, url, before the service starts.")
    private boolean json;

    private final Terminal terminal;

    ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        configure("quarkus.http.host", host);
        configure("quarkus.http.port", port);
        Path folder = modelOptions.folder();
        configure("qwen4j.model.path", absolute(folder));
        configureModel();
        configureSessions();
        checkModel(folder);
        checkAddress();
        if (json) {
            terminal.out().print(address() + "\n");
        }
        if (isDemo(ConfigProvider.getConfig())) {
            HeadStart.begin(modelOptions.options());
        }
        AtomicInteger status = new AtomicInteger();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Quarkus.run(null, (code, cause) -> {
            status.set(code);
            failure.set(cause);
        });
        Throwable cause = failure.get();
        if (cause != null) {
            throw new CommandFailure(
                    ExitStatus.FAILED,
                    "the service could not start: " + Failures.rootCause(cause).getMessage(),
                    cause);
        }
        return status.get();
    }

    private static boolean isDemo(Config config) {
        return Stream.of("qwen4j.model.path", "qwen4j.model.url")
                .allMatch(key -> config.getOptionalValue(key, String.class).isEmpty());
    }

    /** Where the service is going to answer. */
    static ObjectNode address() {
        Config config = ConfigProvider.getConfig();
        String at = config.getOptionalValue("quarkus.http.host", String.class).orElse("127.0.0.1");
        int number = config.getOptionalValue("quarkus.http.port", Integer.class).orElse(8080);
        String name = at.contains(":") ? "[" + at + "]" : at;
        return JsonNodeFactory.instance.objectNode().put("url", "http://" + name + ":" + number);
    }

    private void configureModel() {
        modelOptions.options();
        remoteOptions.model();
        configure("qwen4j.model.url", remoteOptions.url);
        configure("qwen4j.model.name", remoteOptions.name);
        configure("qwen4j.model.key-file", absolute(remoteOptions.keyFile));
        configure("qwen4j.model.context-length", remoteOptions.contextLength);
        configure("qwen4j.model.device", modelOptions.device);
        configure("qwen4j.model.precision", modelOptions.precision);
        configure("qwen4j.model.prefill-chunk", modelOptions.prefillChunk);
        configure("qwen4j.model.windows", joined(modelOptions.windows));
        configure("qwen4j.model.kv-type", modelOptions.kvType);
        configure("qwen4j.model.decode", modelOptions.decode);
        configure("qwen4j.model.deterministic", modelOptions.deterministic ? true : null);
        configure("qwen4j.model.prefix-cache-mib", modelOptions.prefixCacheMib);
        configure("qwen4j.model.drafts", modelOptions.drafts);
        configure("qwen4j.model.thinking-budget", modelOptions.thinkingBudget);
    }

    private void configureSessions() {
        SessionSettings settings = sessionOptions.settings();
        OutsideTools.Sources sources = sessionOptions.sources(program.environment());
        if (!sources.isEmpty()) {
            sources.requireReadable();
            settings = settings.withTools(null); // which tools there are is known once they answer
        }
        settings.requireUsable();
        configure("qwen4j.session.mcp", absolute(sessionOptions.mcp));
        configure("qwen4j.session.openapi", joined(sessionOptions.openapi));
        configure("qwen4j.session.documents", absolute(sessionOptions.documents));
        configure("qwen4j.session.folder", absolute(sessionOptions.folder));
        configure("qwen4j.session.tools", joined(sessionOptions.tools));
        configure("qwen4j.session.fetch-url", sessionOptions.fetchUrl ? true : null);
        configure("qwen4j.session.constrain", sessionOptions.constrain);
        configure("qwen4j.session.overflow", sessionOptions.overflow);
        configure("qwen4j.session.strict", sessionOptions.strict ? true : null);
        configure("qwen4j.session.ask-repaired", sessionOptions.askRepaired ? true : null);
        configure("qwen4j.session.ask-for", joined(sessionOptions.askFor));
        configure("qwen4j.limits.max-steps", sessionOptions.maxSteps);
    }

    private static @Nullable String joined(@Nullable List<?> values) {
        return values == null ? null : values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static @Nullable Path absolute(@Nullable Path path) {
        return path == null ? null : path.toAbsolutePath();
    }

    /** An option that is not given leaves the word to the environment and the configuration files. */
    private static void configure(String key, @Nullable Object value) {
        if (value != null) {
            System.setProperty(key, value.toString());
        }
    }

    /** The service loads the model in the background; a folder that cannot be one is refused here and now. */
    private static void checkModel(@Nullable Path folder) {
        if (folder != null) {
            Checkpoint.open(folder).close();
        }
    }

    /**
     * The service would say the same in a page of log.
     *
     * @throws CommandFailure if the configured address cannot be listened on
     */
    static void checkAddress() {
        Config config = ConfigProvider.getConfig();
        String address =
                config.getOptionalValue("quarkus.http.host", String.class).orElse("127.0.0.1");
        int number = config.getOptionalValue("quarkus.http.port", Integer.class).orElse(8080);
        if (number < 0 || number > 65535) {
            throw new CommandFailure(ExitStatus.USAGE, "the port is " + number + ": give one from 1 to 65535");
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(address), number));
        } catch (UnknownHostException e) {
            throw new CommandFailure(
                    ExitStatus.NETWORK, "unknown host '" + address + "': use an address of this machine", e);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitStatus.NETWORK,
                    "cannot listen on " + address + " port " + number + " (" + e.getMessage()
                            + "): stop the program that uses it or choose another with --port",
                    e);
        }
    }
}
