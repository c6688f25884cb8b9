package dev.qwen4j.model.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;

/** Schemas that say all that a grammar would otherwise decide: types, and whether other properties may follow. */
public final class RandomSchema {
    private static final List<String> NAMES = List.of("a", "b", "c", "中");
    private static final List<String> PATTERNS =
            List.of("^a", "b$", "^[ab]{1,2}$", "a.b", "^(x|y)+\\\\?$", "^\"{1,2}$", "^\\d{2,3}-", "^$|c", "^é*[^a]$");
    private static final List<String> FORMATS =
            List.of("date", "time", "date-time", "uuid", "ipv4", "hostname", "duration", "ipv6");

    private final Random random;
    private final ObjectNode definitions = JsonNodeFactory.instance.objectNode();

    private RandomSchema(Random random) {
        this.random = random;
    }

    public static ObjectNode of(long seed) {
        RandomSchema schemas = new RandomSchema(new Random(seed));
        schemas.definitions.set("list", schemas.list());
        schemas.definitions.set("leaf", schemas.scalar());
        ObjectNode root = schemas.schema(3);
        root.set("$defs", schemas.definitions);
        return root;
    }

    /** {@code {"next": null or another, "value": ...}}. */
    private ObjectNode list() {
        ObjectNode list = object();
        list.put("type", "object").put("additionalProperties", false);
        ObjectNode properties = list.putObject("properties");
        properties.set("a", scalar());
        properties.putObject("b").putArray("anyOf").add(type("null")).add(object().put("$ref", "#/$defs/list"));
        list.putArray("required").add("b");
        return list;
    }

    private ObjectNode schema(int depth) {
        return switch (random.nextInt(depth == 0 ? 5 : 12)) {
            case 0, 1, 2 -> scalar();
            case 3 -> constants();
            case 4 -> object().put("$ref", random.nextBoolean() ? "#/$defs/leaf" : "#/$defs/list");
            case 5, 6 -> array(depth);
            case 7, 8, 9 -> properties(depth);
            case 10 -> alternatives(depth);
            default -> both(depth);
        };
    }

    private ObjectNode scalar() {
        ObjectNode schema =
                type(List.of("string", "integer", "number", "boolean", "null").get(random.nextInt(5)));
        switch (schema.get("type").asText()) {
            case "string" -> restrictString(schema);
            case "integer" -> {
                if (random.nextBoolean()) {
                    schema.put("minimum", random.nextInt(30) - 15);
                }
                if (random.nextBoolean()) {
                    schema.put("exclusiveMaximum", 16 + random.nextInt(200));
                }
            }
            case "number" -> {
                if (random.nextBoolean()) {
                    schema.put("minimum", BigDecimal.valueOf(random.nextInt(3000) - 2000, 2));
                    schema.put("exclusiveMaximum", BigDecimal.valueOf(1000 + random.nextInt(2000), random.nextInt(3)));
                }
            }
            default -> {}
        }
        String type = schema.get("type").asText();
        if (random.nextInt(5) == 0 && !type.equals("null")) {
            schema.putArray("type").add(type).add("null");
        }
        return schema;
    }

    private void restrictString(ObjectNode schema) {
        switch (random.nextInt(5)) {
            case 0 -> schema.put("minLength", random.nextInt(3)).put("maxLength", 2 + random.nextInt(4));
            case 1 -> schema.put("pattern", PATTERNS.get(random.nextInt(PATTERNS.size())));
            case 2 -> schema.put("format", FORMATS.get(random.nextInt(FORMATS.size())));
            case 3 -> schema.put("description", "any");
            default -> schema.put("maxLength", random.nextInt(4));
        }
    }

    private ObjectNode constants() {
        ObjectNode schema = object();
        if (random.nextInt(4) == 0) {
            schema.set("const", constant());
            return schema;
        }
        ArrayNode values = schema.putArray("enum");
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            values.add(constant());
        }
        return schema;
    }

    private JsonNode constant() {
        try {
            return new ObjectMapper()
                    .readTree(List.of(
                                    "\"a\"",
                                    "\"b\\n\\\"\"",
                                    "1",
                                    "-2.5",
                                    "true",
                                    "null",
                                    "[1, \"a\"]",
                                    "{\"a\": 1}",
                                    "\"é\"")
                            .get(random.nextInt(9)));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private ObjectNode array(int depth) {
        ObjectNode schema = type("array");
        if (random.nextInt(3) == 0) {
            schema.putArray("prefixItems").add(schema(depth - 1)).add(scalar());
        }
        if (random.nextInt(5) > 0) {
            schema.set(
                    "items", random.nextInt(6) == 0 ? JsonNodeFactory.instance.booleanNode(false) : schema(depth - 1));
        }
        if (random.nextBoolean()) {
            schema.put("maxItems", 1 + random.nextInt(3));
        }
        if (random.nextInt(4) == 0 && !schema.path("items").isBoolean()) {
            schema.put("minItems", 1);
        }
        return schema;
    }

    private ObjectNode properties(int depth) {
        ObjectNode schema = type("object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        int others = random.nextInt(3);
        for (String name : NAMES) {
            // Where others may follow, those that the values have come after all that have a name.
            if (others > 0 || random.nextInt(3) > 0) {
                properties.set(name, schema(depth - 1));
                if (random.nextBoolean()) {
                    required.add(name);
                }
            }
        }
        switch (others) {
            case 0 -> schema.put("additionalProperties", false);
            case 1 -> schema.put("additionalProperties", true);
            default -> schema.set("additionalProperties", scalar());
        }
        return schema;
    }

    private ObjectNode alternatives(int depth) {
        ObjectNode schema = object();
        if (random.nextBoolean()) {
            schema.putArray("anyOf").add(schema(depth - 1)).add(schema(depth - 1));
            return schema;
        }
        ArrayNode either = schema.putArray("oneOf");
        for (String kind : List.of("a", "b")) {
            ObjectNode one = type("object").put("additionalProperties", false);
            one.putObject("properties").set("a", object().put("const", kind));
            ((ObjectNode) one.get("properties")).set("b", schema(depth - 1));
            one.putArray("required").add("a");
            either.add(one);
        }
        return schema;
    }

    private ObjectNode both(int depth) {
        ObjectNode schema = object();
        ArrayNode all = schema.putArray("allOf");
        for (String name : List.of("a", "b")) {
            ObjectNode one = type("object").put("additionalProperties", true);
            one.putObject("properties").set(name, schema(depth - 1));
            if (random.nextBoolean()) {
                one.putArray("required").add(name);
            }
            all.add(one);
        }
        return schema;
    }

    private static ObjectNode type(String name) {
        return object().put("type", name);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
