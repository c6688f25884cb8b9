package dev.qwen4j.model.grammar;

import static dev.qwen4j.model.grammar.SchemaKeywords.refused;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a value could fit two schemas. Says that none can only where that is plain: different types, different
 * constants, or objects that one of their properties tells apart.
 */
final class SchemaOverlap {
    private static final int DEEPEST = 8;

    private final SchemaReferences references;

    SchemaOverlap(SchemaReferences references) {
        this.references = references;
    }

    void requireNone(List<JsonNode> alternatives, String pointer) {
        for (int i = 0; i < alternatives.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (!apart(alternatives.get(i), alternatives.get(j), pointer, DEEPEST)) {
                    throw refused(
                            pointer,
                            "a value might fit both alternative " + j + " and " + i
                                    + "; that exactly one fits cannot be enforced, use anyOf");
                }
            }
        }
    }

    private boolean apart(JsonNode reference, JsonNode otherReference, String pointer, int left) {
        JsonNode one = resolved(reference, pointer);
        JsonNode other = resolved(otherReference, pointer);
        if (isFalse(one) || isFalse(other)) {
            return true;
        }
        if (left == 0 || !one.isObject() || !other.isObject()) {
            return false;
        }
        if (isConstant(one) && isConstant(other)) {
            return constants(one).stream()
                    .noneMatch(value -> constants(other).stream().anyMatch(each -> isSame(value, each)));
        }
        Set<String> types = types(one, pointer);
        Set<String> otherTypes = types(other, pointer);
        if (Collections.disjoint(types, otherTypes)) {
            return true;
        }
        boolean objects = types.equals(Set.of("object")) && otherTypes.equals(Set.of("object"));
        return objects
                && (demandsWhatIsForbidden(one, other)
                        || demandsWhatIsForbidden(other, one)
                        || toldApart(one, other, pointer, left));
    }

    private JsonNode resolved(JsonNode schema, String pointer) {
        JsonNode target = schema;
        for (int i = 0; i < DEEPEST && target.path("$ref").isTextual(); i++) {
            String name = SchemaReferences.pointer(target.get("$ref").asText(), pointer);
            target = references.target(name, pointer);
        }
        return target;
    }

    /** 1 and 1.0 are one value. */
    private static boolean isSame(JsonNode value, JsonNode other) {
        return value.equals(
                (left, right) -> left.isNumber() && right.isNumber()
                        ? left.decimalValue().compareTo(right.decimalValue())
                        : left.equals(right) ? 0 : 1,
                other);
    }

    private static boolean isFalse(JsonNode schema) {
        return schema.equals(BooleanNode.FALSE);
    }

    private static boolean isConstant(JsonNode schema) {
        return schema.has("const") || schema.has("enum");
    }

    /** The values that {@code const} and {@code enum} leave. */
    static Set<JsonNode> constants(JsonNode schema) {
        Set<JsonNode> constants = new LinkedHashSet<>();
        if (schema.has("enum")) {
            schema.get("enum").forEach(constants::add);
        }
        if (schema.has("const")) {
            JsonNode only = schema.get("const");
            boolean possible = !schema.has("enum") || constants.contains(only);
            constants.clear();
            if (possible) {
                constants.add(only);
            }
        }
        return constants;
    }

    /** An integer is a number too. */
    private static Set<String> types(JsonNode schema, String pointer) {
        boolean silent = !schema.has("type");
        Set<String> types = new HashSet<>(silent ? SchemaKeywords.TYPES : SchemaKeywords.types(schema, pointer));
        if (types.contains("integer")) {
            types.add("number");
        }
        return types;
    }

    private static boolean demandsWhatIsForbidden(JsonNode one, JsonNode other) {
        return isFalse(other.path("additionalProperties"))
                && one.path("required")
                        .valueStream()
                        .anyMatch(name -> !other.path("properties").has(name.asText()));
    }

    /** By a property that both demand. */
    private boolean toldApart(JsonNode one, JsonNode other, String pointer, int left) {
        return one.path("required")
                .valueStream()
                .filter(name -> other.path("required").valueStream().anyMatch(name::equals))
                .anyMatch(name -> apart(
                        one.path("properties").path(name.asText()),
                        other.path("properties").path(name.asText()),
                        pointer,
                        left - 1));
    }
}
