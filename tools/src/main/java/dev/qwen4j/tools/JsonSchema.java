package dev.qwen4j.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Checks a call's arguments against the JSON Schema of a tool's parameters. Immutable.
 *
 * <p>Understood are {@code type} (one or several), {@code properties}, {@code required}, {@code items}, {@code enum},
 * {@code anyOf}, {@code oneOf} (as {@code anyOf}), {@code additionalProperties} and {@code $ref} within the schema, at
 * any depth. Other keywords are ignored.
 *
 * <p>What loses nothing is put right in silence: {@code "5"} and {@code "2,340"} for a number, {@code 3.0} for an
 * integer, a number or truth value for a string, {@code "true"} for a truth value, JSON inside a string for an object
 * or array, an enum's value or a property's name in other letter case, {@code null} for a property that may be absent.
 * Properties that the schema does not name are dropped, unless {@code additionalProperties} allows them or the schema
 * names none.
 */
public final class JsonSchema {
    /** What a check found. */
    public sealed interface Verdict {}

    /**
     * The arguments fit.
     *
     * @param arguments a copy, after coercion
     */
    public record Valid(ObjectNode arguments) implements Verdict {}

    /**
     * The arguments do not fit.
     *
     * @param complaint names the property, what it must be and what it was, in one line
     */
    public record Invalid(String complaint) implements Verdict {}

    private static final Set<String> TYPES =
            Set.of("string", "number", "integer", "boolean", "array", "object", "null");
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d{1,300}(\\.\\d{0,300})?|\\.\\d{1,300})([eE][+-]?\\d{1,3})?");
    private static final Pattern THOUSANDS = Pattern.compile("[+-]?\\d{1,3}(,\\d{3}){1,100}(\\.\\d{1,300})?");
    private static final int MAX_INTEGER_DIGITS = 1000;
    private static final int SHOWN_CHARS = 300;
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
        if (part.path("items").isObject()) {
            requireKnown(part.path("items"));
        }
    }

    /** Whether {@code arguments} fit, put right where that loses nothing. */
    public Verdict check(ObjectNode arguments) {
        try {
            return new Valid((ObjectNode) object(schema, arguments, ""));
        } catch (Mismatch mismatch) {
            return new Invalid(mismatch.complaint);
        }
    }

    private JsonNode value(JsonNode unresolved, JsonNode value, String path) throws Mismatch {
        JsonNode part = resolve(unresolved);
        JsonNode branches = part.has("anyOf") ? part.path("anyOf") : part.path("oneOf");
        if (!branches.isEmpty()) {
            return firstMatch(branches, value, path);
        }
        List<String> types = types(part);
        JsonNode typed = types.isEmpty() ? value : typed(types, value).orElse(MissingNode.getInstance());
        if (typed.isMissingNode()) {
            throw mismatch(path, oneOf(types), value);
        }
        JsonNode chosen = part.has("enum") ? enumerated(part.path("enum"), typed, value, path) : typed;
        if (chosen.isObject()) {
            return object(part, chosen, path);
        }
        return chosen.isArray() ? array(part, chosen, path) : chosen;
    }

    private JsonNode firstMatch(JsonNode branches, JsonNode value, String path) throws Mismatch {
        List<Mismatch> mismatches = new ArrayList<>();
        for (JsonNode branch : branches) {
            try {
                return value(branch, value, path);
            } catch (Mismatch mismatch) {
                mismatches.add(mismatch);
            }
        }
        throw mismatches.getFirst();
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
            String at = path.isEmpty() ? name : path + "." + name;
            JsonNode argument = given.remove(name);
            if (argument != null && (!argument.isNull() || allowsNull(property.getValue()))) {
                checked.set(name, value(property.getValue(), argument, at));
            } else if (required.contains(name)) {
                throw new Mismatch("missing argument '" + at + "' (" + description(property.getValue())
                        + "): write the call again with it");
            }
        }
        boolean open = properties.isEmpty() ? !isFalse(part) : part.has("additionalProperties") && !isFalse(part);
        if (open) {
            given.forEach(checked::set);
        }
        return checked;
    }

    private static boolean isFalse(JsonNode part) {
        JsonNode additional = part.path("additionalProperties");
        return additional.isBoolean() && !additional.booleanValue();
    }

    private boolean allowsNull(JsonNode part) {
        JsonNode resolved = resolve(part);
        List<String> types = types(resolved);
        return types.contains("null") || (types.isEmpty() && !resolved.has("enum"));
    }

    /** Members under the schema's spelling of their names, where case, {@code _}, {@code -} and blanks do not count. */
    private static Map<String, JsonNode> byKnownName(JsonNode properties, JsonNode value) {
        Map<String, List<String>> known = StreamSupport.stream(
                        ((Iterable<String>) properties::fieldNames).spliterator(), false)
                .collect(Collectors.groupingBy(JsonSchema::bare));
        Map<String, JsonNode> named = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            List<String> candidates = known.getOrDefault(bare(member.getKey()), List.of());
            boolean respelt =
                    !properties.has(member.getKey()) && candidates.size() == 1 && !value.has(candidates.getFirst());
            named.put(respelt ? candidates.getFirst() : member.getKey(), member.getValue());
        }
        return named;
    }

    private static String bare(String name) {
        return name.replaceAll("[_\\-\\s]", "").toLowerCase(Locale.ROOT);
    }

    private static Optional<JsonNode> typed(List<String> types, JsonNode value) {
        return types.stream()
                .filter(type -> is(type, value))
                .map(type -> value)
                .findFirst()
                .or(() -> types.stream()
                        .flatMap(type -> coerced(type, value).stream())
                        .findFirst());
    }

    private static boolean is(String type, JsonNode value) {
        return switch (type) {
            case "string" -> value.isTextual();
            case "number" -> value.isNumber();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            default -> value.isNull();
        };
    }

    private static Optional<? extends JsonNode> coerced(String type, JsonNode value) {
        return switch (type) {
            case "string" -> scalarText(value).map(TextNode::valueOf);
            case "number" -> number(value).map(JsonSchema::plain);
            case "integer" -> number(value).flatMap(JsonSchema::integer);
            case "boolean" -> truth(value);
            case "array" -> embedded(value).filter(JsonNode::isArray);
            case "object" -> embedded(value).filter(JsonNode::isObject);
            default -> Optional.empty();
        };
    }

    private static Optional<String> scalarText(JsonNode value) {
        if (value.isBigDecimal() && Math.abs(value.decimalValue().scale()) <= MAX_INTEGER_DIGITS) {
            return Optional.of(value.decimalValue().toPlainString());
        }
        return value.isNumber() || value.isBoolean() ? Optional.of(value.asText()) : Optional.empty();
    }

    private static JsonNode plain(BigDecimal number) {
        return number.scale() == 0 ? integer(number).orElse(DecimalNode.valueOf(number)) : DecimalNode.valueOf(number);
    }

    private static Optional<BigDecimal> number(JsonNode value) {
        if (value.isNumber()) {
            return Optional.of(value.decimalValue());
        }
        String text = FullWidth.toAscii(value.isTextual() ? value.asText() : "").strip();
        String digits = THOUSANDS.matcher(text).matches() ? text.replace(",", "") : text;
        return NUMBER.matcher(digits).matches() ? Optional.of(new BigDecimal(digits)) : Optional.empty();
    }

    private static Optional<JsonNode> integer(BigDecimal number) {
        // Far exponents would make the digits fill the memory.
        if (number.precision() - (long) number.scale() > MAX_INTEGER_DIGITS) {
            return Optional.empty();
        }
        if (number.stripTrailingZeros().scale() > 0) {
            return Optional.empty();
        }
        BigInteger integer = number.toBigInteger();
        if (integer.bitLength() < Integer.SIZE) {
            return Optional.of(IntNode.valueOf(integer.intValue()));
        }
        return Optional.of(
                integer.bitLength() < Long.SIZE
                        ? LongNode.valueOf(integer.longValue())
                        : BigIntegerNode.valueOf(integer));
    }

    private static Optional<BooleanNode> truth(JsonNode value) {
        return switch (value.isTextual() ? value.asText().strip().toLowerCase(Locale.ROOT) : "") {
            case "true" -> Optional.of(BooleanNode.TRUE);
            case "false" -> Optional.of(BooleanNode.FALSE);
            default -> Optional.empty();
        };
    }

    private static Optional<JsonNode> embedded(JsonNode value) {
        return value.isTextual() ? StrictJson.read(value.asText()) : Optional.empty();
    }

    private static JsonNode enumerated(JsonNode allowed, JsonNode typed, JsonNode value, String path) throws Mismatch {
        List<JsonNode> alike = new ArrayList<>();
        for (JsonNode candidate : allowed) {
            if (candidate.equals(typed)) {
                return candidate;
            }
            if (candidate.asText().equalsIgnoreCase(typed.asText().strip())) {
                alike.add(candidate);
            }
        }
        if (alike.size() == 1) {
            return alike.getFirst();
        }
        throw mismatch(path, "one of " + Excerpt.of(allowed.toString(), SHOWN_CHARS), value);
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

    private static String oneOf(List<String> types) {
        return types.stream()
                .map(type -> type.equals("null") ? "null" : type.matches("[aio].*") ? "an " + type : "a " + type)
                .collect(Collectors.joining(" or "));
    }

    private String description(JsonNode property) {
        JsonNode part = resolve(property);
        String type = String.join(" or ", types(part));
        String description = part.path("description").asText();
        return type + (type.isEmpty() || description.isEmpty() ? "" : ": ") + description;
    }

    private static Mismatch mismatch(String path, String expected, JsonNode value) {
        return new Mismatch("argument '" + path + "' must be " + expected + " but is "
                + Excerpt.of(value.toString(), SHOWN_CHARS) + ": write the call again with " + expected + " there");
    }

    private static final class Mismatch extends Exception {
        private final String complaint;

        Mismatch(String complaint) {
            super(complaint, null, false, false);
            this.complaint = complaint;
        }
    }
}
