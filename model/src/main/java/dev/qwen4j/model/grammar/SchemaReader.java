package dev.qwen4j.model.grammar;

import static dev.qwen4j.model.grammar.SchemaKeywords.refused;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.grammar.JsonText.Property;
import dev.qwen4j.model.grammar.NumberText.Bound;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Turns one schema into the expression of its values. Used once. */
final class SchemaReader {
    /** A schema may lead to itself so often without a value in between before it is taken to go round in circles. */
    private static final int DEEPEST_SCHEMA = 200;

    /** Schemas, constants and names in one schema, references followed: more would take seconds and much memory. */
    private static final int MOST_PARTS = 10_000;

    private static final int MOST_PROPERTIES = 1_000;

    private final JsonNode root;
    private final JsonStyle style;
    private final JsonText text;
    private final SchemaReferences references;
    private final Map<Reference, Expression> known = new HashMap<>();
    private int depth;
    private int parts;

    /** A reference and how many recursive ones may still follow. */
    private record Reference(String pointer, int left) {}

    SchemaReader(JsonNode root, JsonStyle style) {
        this.root = root;
        this.style = style;
        this.text = new JsonText(style);
        this.references = new SchemaReferences(root);
    }

    Expression values() {
        return values(root, "", style.maxDepth());
    }

    /** @param left how many recursive references may still follow */
    private Expression values(JsonNode schema, String pointer, int left) {
        SchemaKeywords.requireKnown(schema, pointer);
        countPart(pointer);
        if (++depth > DEEPEST_SCHEMA) {
            throw refused(pointer, "schemas are nested more than " + DEEPEST_SCHEMA + " deep, or in circles");
        }
        Expression values;
        if (schema.isBoolean()) {
            values = schema.asBoolean() ? text.value() : Expression.NOTHING;
        } else if (schema.has("$ref")) {
            values = referred((ObjectNode) schema, pointer, left);
        } else if (schema.has("allOf")) {
            values = all((ObjectNode) schema, pointer, left);
        } else if (schema.has("anyOf") || schema.has("oneOf")) {
            values = any((ObjectNode) schema, pointer, left);
        } else if (schema.has("enum") || schema.has("const")) {
            values = constants(schema, pointer);
        } else {
            values = typed(schema, pointer, left);
        }
        depth--;
        return values;
    }

    private void countPart(String pointer) {
        if (++parts > MOST_PARTS) {
            throw refused(pointer, "the schema is too large: it has more than " + MOST_PARTS + " parts");
        }
    }

    private Expression referred(ObjectNode schema, String pointer, int left) {
        String name = SchemaReferences.pointer(schema.get("$ref").asText(), pointer);
        JsonNode target = references.target(name, pointer);
        int leftThen = references.isRecursive(name) ? left - 1 : left;
        if (leftThen < 0) {
            return Expression.NOTHING;
        }
        JsonNode siblings = without(schema, "$ref");
        if (!siblings.isEmpty()) {
            return values(SchemaMerge.merge(target, siblings, pointer), pointer, leftThen);
        }
        Reference reference = new Reference(name, leftThen);
        Expression values = known.get(reference);
        if (values == null) {
            values = values(target, name, leftThen);
            known.put(reference, values);
        }
        return values;
    }

    /** A copy without one keyword, and without what says nothing about values. */
    private static ObjectNode without(ObjectNode schema, String keyword) {
        ObjectNode copy = schema.deepCopy();
        copy.remove(keyword);
        copy.properties().removeIf(entry -> SchemaKeywords.isAnnotation(entry.getKey()));
        return copy;
    }

    private Expression all(ObjectNode schema, String pointer, int left) {
        JsonNode merged = without(schema, "allOf");
        int leftThen = left;
        int index = 0;
        for (JsonNode part : alternatives(schema, "allOf", pointer)) {
            JsonNode target = part;
            while (target.path("$ref").isTextual() && leftThen >= 0) {
                String name = SchemaReferences.pointer(target.get("$ref").asText(), pointer);
                JsonNode siblings = without((ObjectNode) target, "$ref");
                target = SchemaMerge.merge(references.target(name, pointer), siblings, pointer);
                leftThen -= references.isRecursive(name) ? 1 : 0;
            }
            merged = SchemaMerge.merge(merged, target, pointer + "/allOf/" + index++);
        }
        return leftThen < 0 ? Expression.NOTHING : values(merged, pointer, leftThen);
    }

    private Expression any(ObjectNode schema, String pointer, int left) {
        String keyword = schema.has("anyOf") ? "anyOf" : "oneOf";
        List<JsonNode> alternatives = alternatives(schema, keyword, pointer);
        if (keyword.equals("oneOf")) {
            new SchemaOverlap(references).requireNone(alternatives, pointer + "/oneOf");
        }
        ObjectNode common = without(schema, keyword);
        List<Expression> ways = new ArrayList<>();
        for (int i = 0; i < alternatives.size(); i++) {
            String at = pointer + "/" + keyword + "/" + i;
            JsonNode alternative = alternatives.get(i);
            if (!common.isEmpty()) {
                ObjectNode both = common.objectNode();
                both.putArray("allOf").add(common).add(alternative);
                alternative = both;
            }
            ways.add(values(alternative, at, left));
        }
        return Expression.choice(ways);
    }

    private static List<JsonNode> alternatives(JsonNode schema, String keyword, String pointer) {
        JsonNode list = schema.get(keyword);
        if (!list.isArray() || list.isEmpty()) {
            throw refused(pointer + "/" + keyword, "must be an array with at least one schema");
        }
        return list.valueStream().toList();
    }

    private Expression constants(JsonNode schema, String pointer) {
        Set<String> types = schema.has("type") ? SchemaKeywords.types(schema, pointer) : SchemaKeywords.TYPES;
        for (String type : SchemaKeywords.TYPES) {
            if (SchemaKeywords.mentions(schema, type)) {
                throw refused(pointer, "enum and const cannot be enforced together with demands on " + type + "s");
            }
        }
        if (schema.has("enum") && !schema.get("enum").isArray()) {
            throw refused(pointer + "/enum", "must be an array");
        }
        List<Expression> ways = new ArrayList<>();
        for (JsonNode value : SchemaOverlap.constants(schema)) {
            countPart(pointer);
            if (types.stream().anyMatch(type -> isOf(type, value))) {
                ways.add(text.constant(value));
            }
        }
        return Expression.choice(ways);
    }

    private static boolean isOf(String type, JsonNode value) {
        return switch (type) {
            case "string" -> value.isTextual();
            case "number" -> value.isNumber();
            case "integer" ->
                value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            default -> value.isNull();
        };
    }

    private Expression typed(JsonNode schema, String pointer, int left) {
        if (schema.properties().stream().allMatch(entry -> SchemaKeywords.isAnnotation(entry.getKey()))) {
            return text.value();
        }
        Set<String> types = new TreeSet<>(SchemaKeywords.types(schema, pointer));
        List<Expression> ways = new ArrayList<>();
        for (String type : types) {
            ways.add(
                    switch (type) {
                        case "string" -> StringText.strings(schema, pointer);
                        case "number" -> NumberText.decimal(least(schema, pointer), most(schema, pointer));
                        case "integer" -> integers(schema, pointer);
                        case "boolean" -> Expression.choice(JsonText.literal("true"), JsonText.literal("false"));
                        case "array" -> arrays(schema, pointer, left);
                        case "object" -> objects(schema, pointer, left);
                        default -> JsonText.literal("null");
                    });
        }
        return Expression.choice(ways);
    }

    private static Expression integers(JsonNode schema, String pointer) {
        Bound least = least(schema, pointer);
        Bound most = most(schema, pointer);
        return NumberText.integer(
                least == null ? null : whole(least, RoundingMode.CEILING, BigInteger.ONE),
                most == null ? null : whole(most, RoundingMode.FLOOR, BigInteger.ONE.negate()));
    }

    private static BigInteger whole(Bound bound, RoundingMode inwards, BigInteger step) {
        BigDecimal nearest = bound.value().setScale(0, inwards);
        boolean onBound = nearest.compareTo(bound.value()) == 0;
        return bound.exclusive() && onBound ? nearest.toBigInteger().add(step) : nearest.toBigInteger();
    }

    private static @Nullable Bound least(JsonNode schema, String pointer) {
        Bound inclusive = bound(schema, "minimum", pointer);
        Bound exclusive = bound(schema, "exclusiveMinimum", pointer);
        if (inclusive == null || exclusive == null) {
            return inclusive == null ? exclusive : inclusive;
        }
        return exclusive.value().compareTo(inclusive.value()) >= 0 ? exclusive : inclusive;
    }

    private static @Nullable Bound most(JsonNode schema, String pointer) {
        Bound inclusive = bound(schema, "maximum", pointer);
        Bound exclusive = bound(schema, "exclusiveMaximum", pointer);
        if (inclusive == null || exclusive == null) {
            return inclusive == null ? exclusive : inclusive;
        }
        return exclusive.value().compareTo(inclusive.value()) <= 0 ? exclusive : inclusive;
    }

    private static @Nullable Bound bound(JsonNode schema, String keyword, String pointer) {
        JsonNode value = schema.get(keyword);
        if (value == null) {
            return null;
        }
        // Beyond this a double is no longer a number, and the digits would fill a page.
        if (!value.isNumber()
                || value.decimalValue().precision() - value.decimalValue().scale() > 40
                || value.decimalValue().scale() > 40) {
            throw refused(pointer + "/" + keyword, "must be a number of at most 40 digits before and after the point");
        }
        return new Bound(value.decimalValue(), keyword.startsWith("exclusive"));
    }

    private Expression arrays(JsonNode schema, String pointer, int left) {
        if (schema.path("uniqueItems").asBoolean()) {
            throw refused(pointer + "/uniqueItems", "this keyword cannot be enforced");
        }
        if (schema.path("items").isArray()) {
            throw refused(pointer + "/items", "must be one schema; for one of each place use prefixItems");
        }
        List<Expression> beginning = new ArrayList<>();
        for (JsonNode element : schema.path("prefixItems")) {
            beginning.add(values(element, pointer + "/prefixItems/" + beginning.size(), left));
        }
        Expression others = schema.has("items") ? values(schema.get("items"), pointer + "/items", left) : text.value();
        return text.array(
                beginning,
                others,
                StringText.count(schema, "minItems", 0, pointer),
                StringText.count(schema, "maxItems", Expression.UNBOUNDED, pointer));
    }

    private Expression objects(JsonNode schema, String pointer, int left) {
        Set<String> required = new TreeSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        List<Property> properties = new ArrayList<>();
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            String name = property.getKey();
            requireFew(properties.size(), pointer);
            Expression value = values(property.getValue(), pointer + "/properties/" + name, left);
            properties.add(new Property(name, value, required.remove(name)));
        }
        Expression additional = additional(schema, pointer, left, properties.isEmpty());
        for (String name : required) {
            if (additional == Expression.NOTHING && schema.has("additionalProperties")) {
                throw refused(pointer + "/required", "'" + name + "' is no property");
            }
            properties.add(new Property(name, schema.has("additionalProperties") ? additional : text.value(), true));
        }
        return text.object(properties, additional);
    }

    /** Each may follow on each, so that the ways multiply. */
    private static void requireFew(int properties, String pointer) {
        if (properties >= MOST_PROPERTIES) {
            throw refused(pointer + "/properties", "must be at most " + MOST_PROPERTIES);
        }
    }

    private Expression additional(JsonNode schema, String pointer, int left, boolean nothingNamed) {
        JsonNode additional = schema.get("additionalProperties");
        if (additional == null) {
            return nothingNamed ? text.value() : Expression.NOTHING;
        }
        return values(additional, pointer + "/additionalProperties", left);
    }
}
