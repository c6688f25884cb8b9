package dev.qwen4j.service.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The document of the API that is part of the service. */
public record OpenApiDocument(JsonNode root) {
    /** One method of one path. */
    public record Operation(String method, String path, JsonNode json) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    public static OpenApiDocument read() {
        try (InputStream in = OpenApiDocument.class.getResourceAsStream("/META-INF/resources/openapi.json")) {
            return new OpenApiDocument(new ObjectMapper().readTree(Objects.requireNonNull(in)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        root.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> operations.add(new Operation(
                                method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue()))));
        return operations;
    }

    /** A schema, or what it refers to. */
    public JsonNode resolve(JsonNode schema) {
        return schema.has("$ref") ? resolve(root.at(schema.path("$ref").asText().substring(1))) : schema;
    }

    /** The schema by its name. */
    public JsonNode schema(String name) {
        return root.path("components").path("schemas").path(name);
    }
}
