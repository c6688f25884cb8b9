package dev.qwen4j.model.grammar;

import static dev.qwen4j.model.grammar.SchemaKeywords.refused;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One schema that demands what two demand. */
final class SchemaMerge {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Set<String> OF_OBJECTS = Set.of("properties", "required", "additionalProperties");
    private static final Set<String> GREATER = Set.of("minLength", "minItems", "minimum", "exclusiveMinimum");
    private static final Set<String> SMALLER = Set.of("maxLength", "maxItems", "maximum", "exclusiveMaximum");

    private SchemaMerge() {}

    /** @throws IllegalArgumentException if the two make demands that cannot be written as one */
    static JsonNode merge(JsonNode one, JsonNode other, String pointer) {
        if (one.isBoolean()) {
            return one.asBoolean() ? other : one;
        }
        if (other.isBoolean()) {
            return other.asBoolean() ? one : other;
        }
        SchemaKeywords.requireKnown(one, pointer);
        SchemaKeywords.requireKnown(other, pointer);
        if ((one.has("prefixItems") && other.has("items")) || (one.has("items") && other.has("prefixItems"))) {
            throw refused(pointer + "/prefixItems", "cannot be enforced together with other demands on items");
        }
        ObjectNode merged = NODES.objectNode();
        Set<String> keywords = new LinkedHashSet<>();
        one.fieldNames().forEachRemaining(keywords::add);
        other.fieldNames().forEachRemaining(keywords::add);
        for (String keyword : keywords) {
            JsonNode left = one.get(keyword);
            JsonNode right = other.get(keyword);
            if (OF_OBJECTS.contains(keyword)) {
                continue;
            }
            if (left == null || right == null) {
                merged.set(keyword, left == null ? right : left);
            } else if (left.equals(right) || SchemaKeywords.isAnnotation(keyword)) {
                merged.set(keyword, left);
            } else {
                merged.set(keyword, both(keyword, left, right, pointer));
            }
        }
        if (OF_OBJECTS.stream().anyMatch(keywords::contains)) {
            mergeObjects(merged, one, other, pointer);
        }
        return merged;
    }

    private static JsonNode both(String keyword, JsonNode left, JsonNode right, String pointer) {
        if (GREATER.contains(keyword) && left.isNumber() && right.isNumber()) {
            return left.decimalValue().compareTo(right.decimalValue()) >= 0 ? left : right;
        }
        if (SMALLER.contains(keyword) && left.isNumber() && right.isNumber()) {
            return left.decimalValue().compareTo(right.decimalValue()) <= 0 ? left : right;
        }
        return switch (keyword) {
            case "type" -> commonTypes(left, right, pointer);
            case "enum" -> commonValues(left, right);
            case "items" -> merge(left, right, pointer + "/items");
            case "uniqueItems" -> BooleanNode.TRUE;
            default ->
                throw refused(pointer + "/" + keyword, "two demands by this keyword cannot be enforced together");
        };
    }

    private static JsonNode commonTypes(JsonNode left, JsonNode right, String pointer) {
        Set<String> all = SchemaKeywords.types(NODES.objectNode().set("type", left), pointer);
        Set<String> others = SchemaKeywords.types(NODES.objectNode().set("type", right), pointer);
        ArrayNode common = NODES.arrayNode();
        for (String type : SchemaKeywords.TYPES) {
            boolean both = has(all, type) && has(others, type);
            // An integer is a number, and said by that already where both have numbers.
            if (both && !(type.equals("integer") && all.contains("number") && others.contains("number"))) {
                common.add(type);
            }
        }
        if (common.isEmpty()) {
            throw refused(pointer + "/type", "no value has both " + left + " and " + right);
        }
        return common;
    }

    private static boolean has(Set<String> types, String type) {
        return types.contains(type) || (type.equals("integer") && types.contains("number"));
    }

    private static JsonNode commonValues(JsonNode left, JsonNode right) {
        ArrayNode common = NODES.arrayNode();
        left.valueStream()
                .filter(value -> right.valueStream().anyMatch(value::equals))
                .forEach(common::add);
        return common;
    }

    private static void mergeObjects(ObjectNode merged, JsonNode one, JsonNode other, String pointer) {
        ObjectNode properties = NODES.objectNode();
        for (Map.Entry<String, JsonNode> property : one.path("properties").properties()) {
            properties.set(property.getKey(), merge(property.getValue(), property(other, property.getKey()), pointer));
        }
        for (Map.Entry<String, JsonNode> property : other.path("properties").properties()) {
            if (!properties.has(property.getKey())) {
                properties.set(
                        property.getKey(), merge(property(one, property.getKey()), property.getValue(), pointer));
            }
        }
        Set<String> required = new LinkedHashSet<>();
        List.of(one, other).forEach(each -> each.path("required").forEach(name -> required.add(name.asText())));
        merged.set("properties", properties);
        ArrayNode names = NODES.arrayNode();
        required.forEach(names::add);
        merged.set("required", names);
        if (one.has("additionalProperties") || other.has("additionalProperties")) {
            merged.set(
                    "additionalProperties",
                    merge(additional(one), additional(other), pointer + "/additionalProperties"));
        }
    }

    private static JsonNode property(JsonNode schema, String name) {
        JsonNode named = schema.path("properties").path(name);
        return named.isMissingNode() ? additional(schema) : named;
    }

    private static JsonNode additional(JsonNode schema) {
        return schema.path("additionalProperties").isMissingNode()
                ? BooleanNode.TRUE
                : schema.get("additionalProperties");
    }
}
