package dev.qwen4j.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A tool's arguments as read from what a model wrote after {@code Action Input:}.
 *
 * <p>Strict JSON is taken as it is. Otherwise the usual faults are put right, as {@link TolerantJson} describes, one
 * needless level of wrapping is taken off ({@code {"arguments": {...}}}, a list of one object, an object inside a
 * string) unless the tool knows the wrapping name, and a tool with a single parameter, a string, takes bare text or
 * fenced code blocks as that parameter. Nothing is evaluated and no value is invented. Time is linear in the text.
 */
public sealed interface JsonArguments {
    /**
     * An object could be read.
     *
     * @param arguments not yet checked against the tool's schema
     */
    record Read(ObjectNode arguments) implements JsonArguments {}

    /**
     * The text is no object, even leniently read.
     *
     * @param text says what is wrong and what to write instead
     */
    record Complaint(String text) implements JsonArguments {}

    /**
     * Reads any text, without ever throwing.
     *
     * @param parameters JSON Schema of type object
     */
    static JsonArguments read(String input, ObjectNode parameters) {
        String text = stripped(input);
        if (Set.of("", "null", "None", "N/A", "无").contains(text)) {
            return new Read(JsonNodeFactory.instance.objectNode());
        }
        Optional<ObjectNode> object = StrictJson.read(text)
                .flatMap(node -> object(node, parameters))
                .or(() -> bareText(text, parameters))
                .or(() -> TolerantJson.firstObject(text, any -> true))
                .map(read -> unwrapped(read, parameters));
        return object.map(JsonArguments::readable).orElseGet(() -> new Complaint(notJson(text, parameters)));
    }

    private static String stripped(String input) {
        int start = 0;
        int end = input.length();
        while (start < end && isInvisible(input.charAt(start))) {
            start++;
        }
        while (end > start && isInvisible(input.charAt(end - 1))) {
            end--;
        }
        return input.substring(start, end);
    }

    private static boolean isInvisible(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.getType(c) == Character.FORMAT;
    }

    private static Optional<ObjectNode> object(JsonNode node, ObjectNode parameters) {
        if (node instanceof ObjectNode object) {
            return Optional.of(object);
        }
        if (node.isArray() && node.size() == 1 && node.get(0) instanceof ObjectNode only) {
            return Optional.of(only);
        }
        if (node.isTextual()) {
            Optional<ObjectNode> inside =
                    StrictJson.read(node.asText()).filter(JsonNode::isObject).map(ObjectNode.class::cast);
            return inside.or(() -> onlyString(parameters).map(name -> argument(name, node.asText())));
        }
        return Optional.empty();
    }

    /** Text that is no JSON object, for a tool whose only parameter is a string. */
    private static Optional<ObjectNode> bareText(String text, ObjectNode parameters) {
        Optional<String> name = onlyString(parameters);
        if (name.isEmpty() || FullWidth.toAscii(text.charAt(0)) == '{') {
            return Optional.empty();
        }
        return TolerantJson.firstObject(text, object -> object.path(name.get()).isTextual())
                .or(() -> Optional.of(
                        argument(name.get(), CodeFence.contents(text).orElse(text))));
    }

    private static Optional<String> onlyString(ObjectNode parameters) {
        JsonNode properties = parameters.path("properties");
        boolean single = properties.size() == 1
                && properties.elements().next().path("type").asText().equals("string");
        return single ? Optional.of(properties.fieldNames().next()) : Optional.empty();
    }

    private static ObjectNode argument(String name, String value) {
        return JsonNodeFactory.instance.objectNode().put(name, value);
    }

    /** The one object inside {@code object} if only that has names which the tool knows. */
    private static ObjectNode unwrapped(ObjectNode object, ObjectNode parameters) {
        if (parameters.path("properties").isEmpty() || knowsOneOf(object, parameters)) {
            return object;
        }
        List<ObjectNode> inside = object.properties().stream()
                .map(Map.Entry::getValue)
                .flatMap(value -> (value.isTextual() ? StrictJson.read(value.asText()) : Optional.of(value)).stream())
                .filter(JsonNode::isObject)
                .map(ObjectNode.class::cast)
                .toList();
        boolean needless = inside.size() == 1
                && (knowsOneOf(inside.getFirst(), parameters)
                        || inside.getFirst().isEmpty());
        return needless ? inside.getFirst() : object;
    }

    private static boolean knowsOneOf(ObjectNode object, ObjectNode parameters) {
        return object.properties().stream()
                .anyMatch(member -> parameters.path("properties").has(member.getKey()));
    }

    private static JsonArguments readable(ObjectNode arguments) {
        return isIntact(arguments)
                ? new Read(arguments)
                : new Complaint("the arguments hold a broken character: write the call again with whole characters");
    }

    /** Whether no text holds half a surrogate pair or the mark of bytes that were no text. */
    private static boolean isIntact(JsonNode node) {
        if (node.isTextual()) {
            return node.asText()
                    .codePoints()
                    .noneMatch(c -> c == 0xFFFD || Character.getType(c) == Character.SURROGATE);
        }
        for (JsonNode child : node) {
            if (!isIntact(child)) {
                return false;
            }
        }
        return true;
    }

    private static String notJson(String text, ObjectNode parameters) {
        String names = parameters.path("properties").properties().stream()
                .map(property -> "\"" + property.getKey() + "\": ...")
                .collect(Collectors.joining(", ", "{", "}"));
        return "the arguments are not valid JSON: write one object such as " + names + " instead of "
                + Excerpt.of(text, 300);
    }
}
