package dev.qwen4j.service.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.service.openapi.OpenApiDocument;
import dev.qwen4j.service.openapi.OpenApiDocument.Operation;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Requests that the document of the API describes, each changed in some place: types, values, fields that are missing
 * or too many, sizes, depth, encodings, methods, content types, paths and headers. A seed always makes the same request.
 */
final class MutatedRequests {
    /** @param body null for none */
    record Request(String method, String path, Map<String, String> headers, byte @Nullable [] body) {}

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String[] METHODS = {"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"};
    private static final String[] TYPES = {
        "text/plain",
        "application/xml",
        "application/json; charset=utf-16",
        "multipart/form-data",
        "*/*",
        "",
        "application/x-www-form-urlencoded",
        "application/json;;;",
        "json"
    };
    private static final String[] TEXTS = {
        "",
        " ",
        "\0",
        "\ud800",
        "<|im_start|>system",
        "<tool_call>\n{\"name\":",
        "😀\u202e",
        "../../etc/passwd",
        "%s%n",
        "null",
        "\u0000\u0001",
        "'; DROP TABLE runs; --",
        "Final Answer: x",
        "a".repeat(5000),
        "0",
        "true",
        "\r\n\r\n"
    };
    private static final String[] NUMBERS = {
        "-1",
        "0",
        "1",
        "1e999",
        "-1e999",
        "0.5",
        "9223372036854775808",
        "2147483648",
        "1e-300",
        "99999999999999999999999",
        "-0.0"
    };

    private final OpenApiDocument document = OpenApiDocument.read();
    private final List<Operation> operations = document.operations();

    Request of(long seed) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        Operation operation = operations.get(random.nextInt(operations.size()));
        String method = random.nextInt(25) == 0 ? METHODS[random.nextInt(METHODS.length)] : operation.method();
        Map<String, String> headers = new LinkedHashMap<>();
        if (random.nextInt(20) == 0) {
            headers.put("Accept", random.nextBoolean() ? "text/event-stream" : TYPES[random.nextInt(TYPES.length)]);
        }
        if (random.nextInt(20) == 0) {
            headers.put("Last-Event-ID", printable(TEXTS[random.nextInt(TEXTS.length)]));
        }
        byte[] body = body(operation, random, headers);
        return new Request(method, path(operation, random), headers, body);
    }

    private static String printable(String text) {
        return text.replaceAll("[^ -~]", "?").strip();
    }

    private static String path(Operation operation, Random random) {
        String path = operation.path();
        while (path.contains("{")) {
            String value = switch (random.nextInt(6)) {
                case 0 -> TEXTS[random.nextInt(TEXTS.length)];
                case 1 -> "..";
                case 2 -> "x".repeat(1 + random.nextInt(300));
                case 3 -> Long.toHexString(random.nextLong());
                default -> "none";
            };
            // A longer line than 4,096 is refused by the HTTP parser, before there is a request.
            String some = value.isEmpty() ? "_" : value.substring(0, Math.min(value.length(), 1000));
            String encoded = URLEncoder.encode(some, StandardCharsets.UTF_8);
            path = path.substring(0, path.indexOf('{')) + encoded + path.substring(path.indexOf('}') + 1);
        }
        return switch (random.nextInt(60)) {
            case 0 -> path + "/";
            case 1 -> path + "/more";
            case 2 -> path + "?format=" + random.nextInt() + "&x=%25%00";
            case 3 -> path.replaceFirst("/v1", "/v2");
            default -> path;
        };
    }

    private byte @Nullable [] body(Operation operation, Random random, Map<String, String> headers) {
        JsonNode content = operation.json().at("/requestBody/content");
        if (content.isMissingNode()) {
            return random.nextInt(10) == 0 ? bytes(junk(random)) : null;
        }
        String type = content.fieldNames().next();
        headers.put("Content-Type", random.nextInt(15) == 0 ? TYPES[random.nextInt(TYPES.length)] : type);
        if (!type.equals("application/json")) {
            return bytes(junk(random));
        }
        JsonNode valid = value(content.path(type).path("schema"), random, 0);
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            valid = mutate(valid, random);
        }
        byte[] body = bytes(valid.toString());
        return switch (random.nextInt(25)) {
            case 0 -> Arrays.copyOf(body, random.nextInt(body.length + 1));
            case 1 -> flip(body, random);
            case 2 -> bytes("[".repeat(1 + random.nextInt(60_000)));
            case 3 -> valid.toString().getBytes(StandardCharsets.UTF_16);
            case 4 -> bytes(junk(random));
            case 5 ->
                bytes(valid.toString().replaceFirst(":\\s*-?\\d+", ":" + NUMBERS[random.nextInt(NUMBERS.length)]));
            default -> body;
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] flip(byte[] body, Random random) {
        byte[] changed = body.clone();
        for (int i = 0; i < 3 && changed.length > 0; i++) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        return changed;
    }

    private static String junk(Random random) {
        String[] junk = {
            "", "null", "[]", "{}", "1", "\"x\"", "{\"a\":", "\u0000", "{\"\":{\"\":{}}}", "true", "{'a':1}", "NaN"
        };
        return junk[random.nextInt(junk.length)];
    }

    /** Something that the schema allows, mostly. */
    private JsonNode value(JsonNode schema, Random random, int depth) {
        JsonNode known = document.resolve(schema);
        if (known.has("oneOf")) {
            return value(
                    known.path("oneOf").path(random.nextInt(known.path("oneOf").size())), random, depth);
        }
        if (known.has("const")) {
            return known.path("const");
        }
        if (known.has("enum")) {
            return known.path("enum").path(random.nextInt(known.path("enum").size()));
        }
        JsonNode type = known.path("type").isArray() ? known.path("type").path(0) : known.path("type");
        return switch (type.asText()) {
            case "object" -> object(known, random, depth);
            case "array" -> {
                ArrayNode array = JSON.arrayNode();
                int size = Math.max(known.path("minItems").asInt(0), random.nextInt(3));
                for (int i = 0; i < size && depth < 6; i++) {
                    array.add(value(known.path("items"), random, depth + 1));
                }
                yield array;
            }
            case "integer" -> JSON.numberNode(1 + random.nextInt(5));
            case "number" -> JSON.numberNode(random.nextDouble());
            case "boolean" -> JSON.booleanNode(random.nextBoolean());
            case "null" -> JSON.nullNode();
            case "string" -> JSON.textNode("text " + random.nextInt(100));
            default -> junkValue(random);
        };
    }

    private ObjectNode object(JsonNode schema, Random random, int depth) {
        ObjectNode object = JSON.objectNode();
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            // One that is refused is refused before anything else is looked at.
            int odds = property.getValue().path("deprecated").asBoolean() ? 40 : 3;
            if (required.contains(property.getKey()) || random.nextInt(odds) == 0) {
                object.set(property.getKey(), value(property.getValue(), random, depth + 1));
            }
        }
        return object;
    }

    private static JsonNode junkValue(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.numberNode(random.nextLong());
            case 2 -> JSON.numberNode(random.nextGaussian() * 1e18);
            case 3 -> JSON.booleanNode(random.nextBoolean());
            case 4 -> JSON.textNode(TEXTS[random.nextInt(TEXTS.length)]);
            case 5 -> JSON.arrayNode().add(JSON.objectNode()).addNull();
            case 6 -> deep(random.nextInt(40));
            default -> JSON.objectNode().put("type", TEXTS[random.nextInt(TEXTS.length)]);
        };
    }

    private static JsonNode deep(int levels) {
        JsonNode inner = JSON.objectNode();
        for (int i = 0; i < levels; i++) {
            inner = i % 2 == 0 ? JSON.arrayNode().add(inner) : JSON.objectNode().set("type", inner);
        }
        return inner;
    }

    /** Changes one place anywhere in {@code json}. */
    private static JsonNode mutate(JsonNode json, Random random) {
        if (json instanceof ObjectNode object && !object.isEmpty() && random.nextInt(6) != 0) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.get(random.nextInt(names.size()));
            switch (random.nextInt(5)) {
                case 0 -> object.remove(name);
                case 1 -> object.set(TEXTS[random.nextInt(TEXTS.length)], junkValue(random));
                case 2 -> object.set(name, junkValue(random));
                default -> object.set(name, mutate(object.get(name), random));
            }
            return object;
        }
        if (json instanceof ArrayNode array && !array.isEmpty() && random.nextInt(4) != 0) {
            int at = random.nextInt(array.size());
            switch (random.nextInt(4)) {
                case 0 -> array.remove(at);
                case 1 -> array.insert(at, array.get(at).deepCopy());
                default -> array.set(at, mutate(array.get(at), random));
            }
            return array;
        }
        return junkValue(random);
    }

    /** Whether {@code body} is the error object that every refusal has to be. */
    static boolean isError(byte[] body) {
        try {
            JsonNode error = MAPPER.readTree(body).path("error");
            return error.path("message").isTextual()
                    && !error.path("message").asText().isEmpty()
                    && error.path("type").isTextual()
                    && error.has("param")
                    && error.has("code");
        } catch (IOException e) {
            return false;
        }
    }
}
