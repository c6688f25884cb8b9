package dev.qwen4j.model.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The keywords of JSON Schema that are understood, and which type each is about. */
final class SchemaKeywords {
    /** Say something to readers and nothing about values. */
    private static final Set<String> ANNOTATIONS = Set.of(
            "title",
            "description",
            "default",
            "example",
            "examples",
            "deprecated",
            "readOnly",
            "writeOnly",
            "$comment",
            "$schema",
            "$id",
            "$defs",
            "definitions");

    private static final Map<String, Set<String>> OF_TYPE = Map.of(
            "string", Set.of("minLength", "maxLength", "pattern", "format"),
            "number", Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
            "array", Set.of("items", "prefixItems", "minItems", "maxItems", "uniqueItems"),
            "object", Set.of("properties", "required", "additionalProperties"));

    private static final Set<String> OF_ALL = Set.of("type", "enum", "const", "anyOf", "oneOf", "allOf", "$ref");

    static final Set<String> TYPES = Set.of("string", "number", "integer", "boolean", "array", "object", "null");

    private SchemaKeywords() {}

    /** @throws IllegalArgumentException if {@code schema} has a keyword that cannot be kept */
    static void requireKnown(JsonNode schema, String pointer) {
        if (!schema.isObject() && !schema.isBoolean()) {
            throw refused(pointer, "a schema must be an object, true or false");
        }
        schema.fieldNames().forEachRemaining(keyword -> {
            boolean known = isAnnotation(keyword)
                    || OF_ALL.contains(keyword)
                    || OF_TYPE.values().stream().anyMatch(keywords -> keywords.contains(keyword));
            if (!known) {
                throw refused(pointer + "/" + keyword, "this keyword cannot be enforced");
            }
        });
    }

    static boolean isAnnotation(String keyword) {
        return ANNOTATIONS.contains(keyword) || keyword.startsWith("x-");
    }

    /** Whether {@code schema} says something of values of this type in particular. */
    static boolean mentions(JsonNode schema, String type) {
        return OF_TYPE.getOrDefault(type, Set.of()).stream().anyMatch(schema::has);
    }

    /** The types that {@code schema} admits; without {@code type} those it says something of, or else all. */
    static Set<String> types(JsonNode schema, String pointer) {
        JsonNode type = schema.path("type");
        if (type.isMissingNode()) {
            Set<String> mentioned = OF_TYPE.keySet().stream()
                    .filter(each -> mentions(schema, each))
                    .collect(Collectors.toUnmodifiableSet());
            return mentioned.isEmpty() ? TYPES : mentioned;
        }
        Set<String> types = (type.isArray() ? type.valueStream() : Stream.of(type))
                .map(JsonNode::asText)
                .collect(Collectors.toUnmodifiableSet());
        if (types.isEmpty() || !TYPES.containsAll(types)) {
            throw refused(
                    pointer + "/type",
                    "must be one or several of " + TYPES.stream().sorted().toList());
        }
        return types;
    }

    static IllegalArgumentException refused(String pointer, String reason) {
        return new IllegalArgumentException("schema at '" + (pointer.isEmpty() ? "/" : pointer) + "': " + reason);
    }
}
