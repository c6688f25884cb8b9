package dev.qwen4j.tools.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.qwen4j.tools.EnvironmentText;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The file that says which OpenAPI documents become tools:
 *
 * <pre>{@code
 * {"openapi": {
 *   "pets": {"document": "pets.yaml", "allow": ["listPets", "POST /pets"],
 *            "headers": {"Authorization": "Bearer ${PETS_TOKEN}"}},
 *   "weather": {"document": "https://weather.example/openapi.json", "query": {"key": "${WEATHER_KEY}"}}
 * }}
 * }</pre>
 *
 * <p>The keys are those of {@link OpenApiSource}, {@code timeoutSeconds} for its timeout (30 if absent), {@code retries} (0 if absent). A relative path is
 * relative to the file. {@code ${NAME}} and {@code ${NAME:-default}} are variables of the environment.
 */
public final class OpenApiFile {
    private static final int DEFAULT_TIMEOUT_SECONDS = 30;

    private final Path file;
    private final EnvironmentText environment;

    private OpenApiFile(Path file, EnvironmentText environment) {
        this.file = file;
        this.environment = environment;
    }

    /**
     * The sources in {@code file}, in its order.
     *
     * @throws IllegalArgumentException if the file cannot be read as such; the message names the entry and what to write
     */
    public static List<OpenApiSource> read(Path file) {
        return read(file, System::getenv);
    }

    /**
     * What a user means by one text: an address, a folder or a file that is an OpenAPI document gives its {@code GET}
     * operations under a name of its own; a file as described here gives its sources.
     *
     * @throws IllegalArgumentException if a file cannot be read as either; the message names it
     */
    public static List<OpenApiSource> sources(String given) {
        if (OpenApiDocument.isAddress(given) || Files.isDirectory(Path.of(given))) {
            return List.of(plain(given));
        }
        return isOurs(Path.of(given)) ? read(Path.of(given)) : List.of(plain(given));
    }

    /** In documents {@code openapi} is a version, in our files an object. */
    private static boolean isOurs(Path file) {
        try {
            return new YAMLMapper()
                    .readTree(Files.readString(file))
                    .path("openapi")
                    .isObject();
        } catch (JsonProcessingException e) {
            return false;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static IllegalArgumentException unreadable(Path file, IOException e) {
        return new IllegalArgumentException("the file " + file + " cannot be read: " + e.getMessage(), e);
    }

    private static OpenApiSource plain(String document) {
        String name = OpenApiDocument.isAddress(document)
                ? String.valueOf(URI.create(document).getHost())
                : String.valueOf(Path.of(document).getFileName()).replaceFirst("\\.[a-z]+$", "");
        return new OpenApiSource(
                name, document, null, List.of(), Map.of(), Map.of(), Duration.ofSeconds(DEFAULT_TIMEOUT_SECONDS), 0);
    }

    static List<OpenApiSource> read(Path file, UnaryOperator<@Nullable String> environment) {
        return new OpenApiFile(file, new EnvironmentText(environment)).sources();
    }

    private List<OpenApiSource> sources() {
        JsonNode entries = root().path("openapi");
        if (!entries.isObject()) {
            throw new IllegalArgumentException(file
                    + " has no object 'openapi': write {\"openapi\": {\"name\": {\"document\": \"openapi.yaml\"}}}");
        }
        List<OpenApiSource> sources = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : entries.properties()) {
            try {
                sources.add(source(entry.getKey(), entry.getValue()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("'" + entry.getKey() + "' in " + file + " " + e.getMessage(), e);
            }
        }
        return List.copyOf(sources);
    }

    private JsonNode root() {
        try {
            return new JsonMapper().readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private OpenApiSource source(String name, JsonNode entry) {
        if (!entry.path("document").isTextual()) {
            throw new IllegalArgumentException("needs 'document', a file, a folder or an address");
        }
        List<String> allow = new ArrayList<>();
        entry.path("allow").forEach(allowed -> allow.add(allowed.asText()));
        return new OpenApiSource(
                name,
                document(environment.expand(entry.path("document").asText())),
                entry.path("baseUrl").isTextual()
                        ? address(environment.expand(entry.path("baseUrl").asText()))
                        : null,
                allow,
                texts(entry.path("headers")),
                texts(entry.path("query")),
                Duration.ofSeconds(entry.path("timeoutSeconds").asInt(DEFAULT_TIMEOUT_SECONDS)),
                entry.path("retries").asInt(0));
    }

    private String document(String written) {
        return OpenApiDocument.isAddress(written)
                ? written
                : file.toAbsolutePath().resolveSibling(written).toString();
    }

    private static URI address(String written) {
        if (!OpenApiDocument.isAddress(written)) {
            throw new IllegalArgumentException(
                    "has the 'baseUrl' " + written + ", which must begin with http:// or https://");
        }
        return URI.create(written);
    }

    private Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> text : object.properties()) {
            texts.put(text.getKey(), environment.expand(text.getValue().asText()));
        }
        return texts;
    }
}
