package dev.qwen4j.tools.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.qwen4j.tools.EnvironmentText;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.mcp.oauth.OAuthClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The {@code mcpServers} file that desktop applications and editors share:
 *
 * <pre>{@code
 * {"mcpServers": {
 *   "files": {"command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem", "/data"], "env": {"A": "b"}},
 *   "wiki":  {"url": "https://wiki.example/mcp", "headers": {"Authorization": "Bearer ${WIKI_TOKEN}"}}
 * }}
 * }</pre>
 *
 * <p>A server that wants OAuth may have {@code "oauth": {"clientId", "clientSecret", "clientMetadataUrl", "redirectPort"}}.
 *
 * <p>{@code ${NAME}} and {@code ${NAME:-default}} in values are variables of the environment. An entry with
 * {@code "disabled": true} is left out. Two keys are our own: {@code "risk"} ({@code READ}, {@code WRITE},
 * {@code NETWORK} or {@code EXEC}; {@code WRITE} if absent, because nothing is known of what the tools do) and
 * {@code "timeoutSeconds"} (30 if absent); {@code "retries"} (0 if absent) is possible where the risk is {@code READ}.
 */
public final class McpServersFile {
    private static final int DEFAULT_TIMEOUT_SECONDS = 30;

    private final Path file;
    private final EnvironmentText environment;

    private McpServersFile(Path file, UnaryOperator<@Nullable String> environment) {
        this.file = file;
        this.environment = new EnvironmentText(environment);
    }

    /**
     * The servers in {@code file}, in its order.
     *
     * @throws IllegalArgumentException if the file cannot be read as such; the message names the entry and what to write
     */
    public static List<McpServer> read(Path file) {
        return read(file, System::getenv);
    }

    static List<McpServer> read(Path file, UnaryOperator<@Nullable String> environment) {
        return new McpServersFile(file, environment).servers();
    }

    private List<McpServer> servers() {
        JsonNode entries = root().path("mcpServers");
        if (!entries.isObject()) {
            throw new IllegalArgumentException(file + " has no object 'mcpServers': write {\"mcpServers\": {\"name\":"
                    + " {\"command\": \"program\", \"args\": []}}}");
        }
        List<McpServer> servers = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : entries.properties()) {
            if (!entry.getValue().path("disabled").asBoolean()) {
                servers.add(server(entry.getKey(), entry.getValue()));
            }
        }
        return List.copyOf(servers);
    }

    private JsonNode root() {
        try {
            return new JsonMapper().readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read the file of MCP servers, " + e.getMessage(), e);
        }
    }

    private McpServer server(String name, JsonNode entry) {
        boolean program = entry.path("command").isTextual();
        if (program == entry.path("url").isTextual()) {
            throw wrong(name, "needs either 'command' or 'url', a text");
        }
        if (entry.path("type").asText().equals("sse")) {
            throw wrong(
                    name, "has the type 'sse', which the protocol has given up: use its address for streamable HTTP");
        }
        McpServer.Transport transport = program
                ? new McpServer.Stdio(command(name, entry), texts(name, entry, "env"))
                : new McpServer.Http(
                        address(name, expanded(name, entry.path("url").asText())),
                        texts(name, entry, "headers"),
                        oauth(texts(name, entry, "oauth")));
        Duration timeout = Duration.ofSeconds(entry.path("timeoutSeconds").asInt(DEFAULT_TIMEOUT_SECONDS));
        try {
            return new McpServer(
                    name,
                    transport,
                    risk(name, entry),
                    timeout,
                    entry.path("retries").asInt(0));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private static OAuthClient oauth(Map<String, String> values) {
        String port = values.getOrDefault("redirectPort", "0");
        return new OAuthClient(
                values.get("clientId"),
                values.get("clientSecret"),
                values.get("clientMetadataUrl"),
                port.matches("\\d{1,5}") ? Integer.parseInt(port) : 0);
    }

    private List<String> command(String name, JsonNode entry) {
        List<String> command = new ArrayList<>();
        command.add(expanded(name, entry.path("command").asText()));
        for (JsonNode argument : entry.path("args")) {
            command.add(expanded(name, argument.asText()));
        }
        return command;
    }

    private URI address(String name, String url) {
        if (!url.startsWith("http://") && !url.startsWith("https://")) {
            throw wrong(name, "has the 'url' " + url + ", which must begin with http:// or https://");
        }
        return URI.create(url);
    }

    private Map<String, String> texts(String name, JsonNode entry, String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> text : entry.path(key).properties()) {
            texts.put(text.getKey(), expanded(name, text.getValue().asText()));
        }
        return texts;
    }

    private Risk risk(String name, JsonNode entry) {
        String risk = entry.path("risk").asText(Risk.WRITE.name()).toUpperCase(Locale.ROOT);
        return Arrays.stream(Risk.values())
                .filter(known -> known.name().equals(risk))
                .findFirst()
                .orElseThrow(
                        () -> wrong(name, "has the unknown 'risk' " + risk + ": use READ, WRITE, NETWORK or EXEC"));
    }

    private String expanded(String name, String text) {
        try {
            return environment.expand(text);
        } catch (IllegalArgumentException e) {
            throw wrong(name, String.valueOf(e.getMessage()));
        }
    }

    private IllegalArgumentException wrong(String name, String problem) {
        return new IllegalArgumentException("server '" + name + "' in " + file + " " + problem);
    }
}
