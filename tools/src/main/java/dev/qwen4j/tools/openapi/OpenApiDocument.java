package dev.qwen4j.tools.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One OpenAPI 3 document. References lead within the document only: one that leads to other files or addresses is refused,
 * since a document may come from strangers.
 *
 * @param place where it came from, for messages and for addresses relative to it
 */
record OpenApiDocument(String place, ObjectNode root) {
    private static final YAMLMapper MAPPER = new YAMLMapper(); // which reads JSON, too
    private static final int MAX_BYTES = 8 << 20;
    private static final int MAX_REFERENCES = 16;

    static boolean isAddress(String document) {
        return document.startsWith("http://") || document.startsWith("https://");
    }

    /**
     * The document at an address or in a file, or all those in a folder by the order of their names.
     *
     * @throws IllegalArgumentException if there is none or one is not OpenAPI 3; the message names it
     */
    static List<OpenApiDocument> read(String document, Duration timeout) {
        try {
            if (isAddress(document)) {
                return List.of(parse(document, downloaded(document, timeout)));
            }
            Path path = Path.of(document);
            if (!Files.isDirectory(path)) {
                return List.of(parse(document, content(path)));
            }
            List<OpenApiDocument> all = new ArrayList<>();
            for (Path file : documents(path)) {
                all.add(parse(file.toString(), content(file)));
            }
            if (all.isEmpty()) {
                throw new IllegalArgumentException("the folder " + document + " has no .json, .yaml or .yml file");
            }
            return List.copyOf(all);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the OpenAPI document " + document + " cannot be read, "
                            + Objects.requireNonNullElse(
                                    e.getMessage(), e.getClass().getSimpleName()),
                    e);
        }
    }

    private static List<Path> documents(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(".*\\.(json|ya?ml)"))
                    .sorted()
                    .toList();
        }
    }

    private static String content(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return limited(file.toString(), in);
        }
    }

    private static String limited(String place, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(place + " is larger than " + (MAX_BYTES >> 20) + " MiB");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String downloaded(String address, Duration timeout) throws IOException {
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(timeout).build()) {
            HttpResponse<InputStream> response = client.send(
                    HttpRequest.newBuilder(URI.create(address)).timeout(timeout).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() != 200) {
                    throw new IOException("it answers with HTTP " + response.statusCode());
                }
                return limited(address, body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    static OpenApiDocument parse(String place, String text) {
        JsonNode root;
        try {
            root = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(place + " is neither JSON nor YAML: " + e.getOriginalMessage(), e);
        }
        if (!(root instanceof ObjectNode object)
                || !root.path("openapi").asText().startsWith("3.")) {
            throw new IllegalArgumentException(place + " is not an OpenAPI 3 document: it must have 'openapi: 3...'");
        }
        for (JsonNode reference : root.findValues("$ref")) {
            if (reference.isTextual() && !reference.asText().startsWith("#/")) {
                throw new IllegalArgumentException(place + " refers to " + reference.asText()
                        + ": only references within a document are followed, bundle it into one");
            }
        }
        return new OpenApiDocument(place, object);
    }

    /** The node itself, or what its {@code $ref} leads to; missing if that leads nowhere. */
    JsonNode resolved(JsonNode node) {
        JsonNode current = node;
        for (int i = 0; current.path("$ref").isTextual(); i++) {
            if (i == MAX_REFERENCES) {
                return MissingNode.getInstance();
            }
            current = root.at(current.path("$ref").asText().substring(1));
        }
        return current;
    }
}
