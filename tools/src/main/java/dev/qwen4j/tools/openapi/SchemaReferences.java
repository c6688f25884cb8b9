package dev.qwen4j.tools.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Makes the schemas of one tool stand on their own: what they refer to in the document is copied into their {@code $defs},
 * so that schemas that refer to themselves stay finite. {@code nullable} of OpenAPI 3.0 becomes the type {@code null}.
 */
final class SchemaReferences {
    private final OpenApiDocument document;
    private final Set<String> wanted = new LinkedHashSet<>();
    private final Deque<String> open = new ArrayDeque<>();

    SchemaReferences(OpenApiDocument document) {
        this.document = document;
    }

    /** A copy whose references lead to {@code $defs}. */
    JsonNode copy(JsonNode schema) {
        return switch (schema) {
            case ObjectNode object -> copy(object);
            case ArrayNode array -> {
                ArrayNode copy = array.arrayNode();
                array.forEach(element -> copy.add(copy(element)));
                yield copy;
            }
            default -> schema;
        };
    }

    private ObjectNode copy(ObjectNode schema) {
        ObjectNode copy = schema.objectNode();
        for (Map.Entry<String, JsonNode> entry : schema.properties()) {
            boolean reference =
                    entry.getKey().equals("$ref") && entry.getValue().isTextual();
            copy.set(
                    entry.getKey(),
                    reference
                            ? TextNode.valueOf(
                                    "#/$defs/" + name(entry.getValue().asText()))
                            : copy(entry.getValue()));
        }
        if (schema.path("nullable").asBoolean() && schema.path("type").isTextual()) {
            copy.putArray("type").add(schema.path("type").asText()).add("null");
            copy.remove("nullable");
        }
        return copy;
    }

    private String name(String reference) {
        if (wanted.add(reference)) {
            open.add(reference);
        }
        return reference.substring("#/".length()).replaceAll("[^\\p{L}\\p{N}_-]", "_");
    }

    /** Adds what the copies refer to. */
    void addTo(ObjectNode parameters) {
        while (!open.isEmpty()) {
            String reference = open.remove();
            JsonNode definition = document.root().at(reference.substring(1));
            if (definition.isMissingNode()) {
                throw new IllegalArgumentException(
                        document.place() + " refers to " + reference + ", which is not there");
            }
            parameters.withObject("/$defs").set(name(reference), copy(definition));
        }
    }
}
