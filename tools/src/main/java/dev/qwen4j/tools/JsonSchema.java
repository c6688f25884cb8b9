package dev.qwen4j.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Checks a call's arguments against the JSON Schema of a tool's parameters. Immutable.
 *
 * <p>Understood are {@code type} (one or several), {@code properties}, {@code required}, {@code items}, {@code enum},
 * {@code const}, {@code anyOf}, {@code oneOf} (as {@code anyOf}), {@code allOf}, {@code additionalProperties},
 * {@code format}, bounds of numbers and lengths, and {@code $ref} within the schema, at any depth. Other keywords are
 * ignored, {@code pattern} among them: a regular expression from elsewhere on text from elsewhere may never end.
 *
 * <p>What loses nothing is put right: {@code "5"} and {@code "2,340"} for a number, {@code 3.0} for an integer, a number or truth value for a
 * string, {@code "true"} for a truth value, JSON inside a string for an object or array, an enum's value or a property's
 * name in other letter case, {@code null} for a property that may be absent.
 */
public final class JsonSchema {
    /** What a check found. */
    public sealed interface Verdict {}

    /**
     * The arguments fit.
     *
     * @param arguments a copy, after coercion
     * @param repairs what was put right
     */
    public record Valid(ObjectNode arguments, Set<Repair> repairs) implements Verdict {
        public Valid {
            repairs = Set.copyOf(repairs);
        }
    }

    /**
     * The arguments do not fit.
     *
     * @param complaint names the property, what it must be and what it was, in one line of at most 300 characters
     */
    public record Invalid(String complaint) implements Verdict {}

    private static final Set<String> TYPES =
            Set.of("string", "number", "integer", "boolean", "array", "object", "null");
    private static final int MAX_REFERENCES = 16;

    private final ObjectNode schema;

    /**
     * Takes a copy.
     *
     * @throws IllegalArgumentException if {@code schema} has a type or a reference that does not exist
     */
    public JsonSchema(ObjectNode schema) {
        this.schema = schema.deepCopy();
        requireKnown(this.schema);
    }

    private void requireKnown(JsonNode part) {
        for (String type : types(part)) {
            if (!TYPES.contains(type)) {
                throw new IllegalArgumentException(
                        "a schema's type must be one of " + TYPES + " but is '" + type + "'");
            }
        }
        resolve(part);
        part.path("properties").forEach(this::requireKnown);
        part.path("$defs").forEach(this::requireKnown);
        part.path("anyOf").forEach(this::requireKnown);
        part.path("oneOf").forEach(this::requireKnown);
        part.path("allOf").forEach(this::requireKnown);
        if (part.path("items").isObject()) {
            requireKnown(part.path("items"));
        }
    }

    /** Whether {@code arguments} fit, put right where that loses nothing. */
    public Verdict check(ObjectNode arguments) {
        Check check = new Check();
        try {
            return new Valid((ObjectNode) check.object(schema, arguments, ""), check.repairs);
        } catch (Mismatch mismatch) {
            return new Invalid(mismatch.complaint());
        }
    }

    /** One check, and what it put right. */
    private final class Check {
        private Set<Repair> repairs = EnumSet.noneOf(Repair.class);

        private JsonNode value(JsonNode unresolved, JsonNode given, String path) throws Mismatch {
            JsonNode part = resolve(unresolved);
            JsonNode value = given;
            for (JsonNode one : part.path("allOf")) {
                value = value(one, value, path);
            }
            JsonNode branches = part.has("anyOf") ? part.path("anyOf") : part.path("oneOf");
            if (!branches.isEmpty()) {
                value = firstMatch(branches, value, path);
            }
            List<String> types = types(part);
            JsonNode typed = types.isEmpty() ? value : Coercion.to(types, value).orElse(MissingNode.getInstance());
            if (typed.isMissingNode()) {
                throw new Mismatch(path, Mismatch.oneOf(types), given);
            }
            if (typed != value) {
                repairs.add(Repair.COERCED_VALUE);
            }
            return inside(part, enumerated(part, typed, given, path), path);
        }

        private JsonNode inside(JsonNode part, JsonNode value, String path) throws Mismatch {
            Optional<String> unmet = SchemaBounds.unmet(part, value);
            if (unmet.isPresent()) {
                throw new Mismatch(path, unmet.get(), value);
            }
            if (value.isObject()) {
                return object(part, value, path);
            }
            return value.isArray() ? array(part, value, path) : value;
        }

        /** A branch that fits as it is goes before one that needs coercion. */
        private JsonNode firstMatch(JsonNode branches, JsonNode value, String path) throws Mismatch {
            Set<Repair> before = repairs;
            List<Mismatch> mismatches = new ArrayList<>();
            JsonNode coerced = MissingNode.getInstance();
            Set<Repair> needed = before;
            for (JsonNode branch : branches) {
                repairs = EnumSet.noneOf(Repair.class);
                try {
                    JsonNode match = value(branch, value, path);
                    if (repairs.isEmpty() || coerced.isMissingNode()) {
                        coerced = match;
                        needed = repairs;
                    }
                    if (repairs.isEmpty()) {
                        break;
                    }
                } catch (Mismatch mismatch) {
                    mismatches.add(mismatch);
                }
            }
            repairs = before;
            if (coerced.isMissingNode()) {
                throw mismatches.getFirst();
            }
            repairs.addAll(needed);
            return coerced;
        }

        private JsonNode array(JsonNode part, JsonNode values, String path) throws Mismatch {
            if (!part.path("items").isObject()) {
                return values;
            }
            ArrayNode checked = JsonNodeFactory.instance.arrayNode();
            for (int i = 0; i < values.size(); i++) {
                checked.add(value(part.path("items"), values.path(i), path + "[" + i + "]"));
            }
            return checked;
        }

        private JsonNode object(JsonNode part, JsonNode value, String path) throws Mismatch {
            JsonNode properties = part.path("properties");
            Map<String, JsonNode> given = byKnownName(properties, value);
            Set<String> required = new HashSet<>();
            part.path("required").forEach(name -> required.add(name.asText()));
            ObjectNode checked = JsonNodeFactory.instance.objectNode();
            for (Map.Entry<String, JsonNode> property : properties.properties()) {
                String name = property.getKey();
                JsonNode argument = given.remove(name);
                if (argument != null && (!argument.isNull() || allowsNull(property.getValue()))) {
                    checked.set(name, value(property.getValue(), argument, inner(path, name)));
                } else if (required.contains(name)) {
                    throw Mismatch.missing(inner(path, name), description(property.getValue()), value);
                } else if (argument != null) {
                    repairs.add(Repair.NULL_PROPERTY);
                }
            }
            for (String name : required) {
                if (!properties.has(name) && !given.containsKey(name)) {
                    throw Mismatch.missing(inner(path, name), "", value);
                }
            }
            others(part, given, checked, path);
            return checked;
        }

        /** Properties that the schema does not name. */
        private void others(JsonNode part, Map<String, JsonNode> given, ObjectNode checked, String path)
                throws Mismatch {
            JsonNode rule = part.path("additionalProperties");
            for (Map.Entry<String, JsonNode> other : given.entrySet()) {
                String at = inner(path, other.getKey());
                if (rule.isBoolean() && !rule.booleanValue()) {
                    throw Mismatch.unknown(at, part.path("properties"), other.getValue());
                }
                checked.set(other.getKey(), rule.isObject() ? value(rule, other.getValue(), at) : other.getValue());
            }
        }

        /** Members under the schema's spelling of their names, where case, {@code _}, {@code -}, blanks do not count. */
        private Map<String, JsonNode> byKnownName(JsonNode properties, JsonNode value) {
            Map<String, List<String>> known = StreamSupport.stream(
                            ((Iterable<String>) properties::fieldNames).spliterator(), false)
                    .collect(Collectors.groupingBy(JsonSchema::bare));
            Map<String, JsonNode> named = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                List<String> candidates = known.getOrDefault(bare(member.getKey()), List.of());
                boolean respelt =
                        !properties.has(member.getKey()) && candidates.size() == 1 && !value.has(candidates.getFirst());
                if (respelt) {
                    repairs.add(Repair.PROPERTY_NAME);
                }
                named.put(respelt ? candidates.getFirst() : member.getKey(), member.getValue());
            }
            return named;
        }

        private JsonNode enumerated(JsonNode part, JsonNode typed, JsonNode given, String path) throws Mismatch {
            JsonNode allowed = part.has("const")
                    ? JsonNodeFactory.instance.arrayNode().add(part.path("const"))
                    : part.path("enum");
            if (!allowed.isArray()) {
                return typed;
            }
            List<JsonNode> alike = new ArrayList<>();
            for (JsonNode candidate : allowed) {
                if (candidate.equals(typed)) {
                    return candidate;
                }
                if (candidate.isValueNode()
                        && typed.isValueNode()
                        && candidate.asText().equalsIgnoreCase(typed.asText().strip())) {
                    alike.add(candidate);
                }
            }
            if (alike.size() != 1) {
                throw new Mismatch(path, "one of " + Excerpt.of(allowed.toString(), Mismatch.SHOWN_ENUM), given);
            }
            repairs.add(Repair.COERCED_VALUE);
            return alike.getFirst();
        }
    }

    private static String inner(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String bare(String name) {
        return name.replaceAll("[_\\-\\s]", "").toLowerCase(Locale.ROOT);
    }

    private boolean allowsNull(JsonNode part) {
        JsonNode resolved = resolve(part);
        List<String> types = types(resolved);
        for (String keyword : List.of("anyOf", "oneOf")) {
            for (JsonNode branch : resolved.path(keyword)) {
                if (allowsNull(branch)) {
                    return true;
                }
            }
        }
        return types.contains("null")
                || (types.isEmpty() && !resolved.has("enum") && !resolved.has("anyOf") && !resolved.has("oneOf"));
    }

    private JsonNode resolve(JsonNode part) {
        JsonNode resolved = part;
        for (int i = 0; resolved.path("$ref").isTextual(); i++) {
            String reference = resolved.path("$ref").asText();
            resolved = reference.startsWith("#") ? schema.at(reference.substring(1)) : MissingNode.getInstance();
            if (i == MAX_REFERENCES || resolved.isMissingNode()) {
                throw new IllegalArgumentException("the schema has no '" + reference + "'");
            }
        }
        return resolved;
    }

    private static List<String> types(JsonNode part) {
        JsonNode type = part.path("type");
        if (type.isTextual()) {
            return List.of(type.asText());
        }
        List<String> types = new ArrayList<>();
        type.forEach(one -> types.add(one.asText()));
        return types;
    }

    private String description(JsonNode property) {
        JsonNode part = resolve(property);
        String type = String.join(" or ", types(part));
        String description = part.path("description").asText();
        return type + (type.isEmpty() || description.isEmpty() ? "" : ": ") + description;
    }
}
