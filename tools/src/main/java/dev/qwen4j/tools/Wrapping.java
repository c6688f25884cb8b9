package dev.qwen4j.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One level around arguments that is not needed: {@code {"arguments": {...}}}, a list of one object, an object inside a
 * string. A level whose name the tool knows stays.
 */
final class Wrapping {
    /** What call formats call the arguments. */
    private static final Set<String> NAMES = Set.of("arguments", "action_input", "parameters", "args", "kwargs");

    private Wrapping() {}

    /** The object that {@code node} is or holds. */
    static Optional<ObjectNode> object(JsonNode node, ObjectNode parameters, Set<Repair> repairs) {
        if (node instanceof ObjectNode object) {
            return Optional.of(object);
        }
        Optional<ObjectNode> inside = node.isArray() && node.size() == 1
                ? asObject(node.get(0)).or(() -> onlyString(parameters, node.get(0)))
                : asObject(node);
        inside.ifPresent(object -> repairs.add(Repair.WRAPPING));
        return inside.or(() -> {
            Optional<ObjectNode> only = onlyString(parameters, node);
            only.ifPresent(argument -> repairs.add(Repair.BARE_TEXT));
            return only;
        });
    }

    /** An object, also inside a string. */
    private static Optional<ObjectNode> asObject(JsonNode node) {
        return (node.isTextual() ? StrictJson.read(node.asText()) : Optional.of(node))
                .filter(JsonNode::isObject)
                .map(ObjectNode.class::cast);
    }

    private static Optional<ObjectNode> onlyString(ObjectNode parameters, JsonNode node) {
        return node.isTextual()
                ? BareText.parameter(parameters).map(name -> argument(name, node.asText()))
                : Optional.empty();
    }

    static ObjectNode argument(String name, String value) {
        return JsonNodeFactory.instance.objectNode().put(name, value);
    }

    /** The one object inside {@code object} if only that has names which the tool knows. */
    static ObjectNode removed(ObjectNode object, ObjectNode parameters, Set<Repair> repairs) {
        if (parameters.path("properties").isEmpty() || knowsOneOf(object, parameters)) {
            return object;
        }
        List<ObjectNode> inside = object.properties().stream()
                .flatMap(member -> inside(member, parameters).stream())
                .toList();
        boolean needless = inside.size() == 1
                && (knowsOneOf(inside.getFirst(), parameters)
                        || inside.getFirst().isEmpty());
        if (needless) {
            repairs.add(Repair.WRAPPING);
        }
        return needless ? inside.getFirst() : object;
    }

    private static Optional<ObjectNode> inside(Map.Entry<String, JsonNode> member, ObjectNode parameters) {
        return asObject(member.getValue())
                .or(() ->
                        NAMES.contains(member.getKey()) ? onlyString(parameters, member.getValue()) : Optional.empty());
    }

    private static boolean knowsOneOf(ObjectNode object, ObjectNode parameters) {
        return object.properties().stream()
                .anyMatch(member -> parameters.path("properties").has(member.getKey()));
    }
}
