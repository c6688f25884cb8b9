package dev.qwen4j.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A tool's arguments as read from what a model wrote after {@code Action Input:}.
 *
 * <p>Strict JSON is taken as it is. Otherwise the usual faults are put right, as {@link TolerantJson} and
 * {@link Wrapping} describe, and a tool with a single parameter, a string, takes bare text or fenced code blocks as that
 * parameter. Nothing is evaluated and no value is invented; what is missing at the end of a text that was cut off is
 * not added. Time is linear in the text.
 */
public sealed interface JsonArguments {
    /**
     * An object could be read.
     *
     * @param arguments not yet checked against the tool's schema
     * @param repairs what was put right
     */
    record Read(ObjectNode arguments, Set<Repair> repairs) implements JsonArguments {
        public Read {
            repairs = Set.copyOf(repairs);
        }
    }

    /**
     * The text is no object, even leniently read.
     *
     * @param text says what is wrong and what to write instead
     */
    record Complaint(String text) implements JsonArguments {}

    /** The same as {@link #read(String, ObjectNode, Ending)} for a text that ended by itself. */
    static JsonArguments read(String input, ObjectNode parameters) {
        return read(input, parameters, Ending.STOPPED);
    }

    /**
     * Reads any text, without ever throwing.
     *
     * @param parameters JSON Schema of type object
     */
    static JsonArguments read(String input, ObjectNode parameters, Ending ending) {
        String text = stripped(input);
        Set<Repair> repairs = EnumSet.noneOf(Repair.class);
        if (!text.equals(input.strip())) {
            repairs.add(Repair.INVISIBLE_CHARACTER);
        }
        Optional<ObjectNode> object = isNothing(text)
                ? nothing(text, ending, repairs)
                : StrictJson.read(text)
                        .flatMap(node -> Wrapping.object(node, parameters, repairs))
                        .or(() -> BareText.isMeant(text, parameters)
                                ? BareText.argument(text, parameters, ending, repairs)
                                : tolerant(text, ending, repairs))
                        .map(read -> Wrapping.removed(read, parameters, repairs));
        if (object.isEmpty()) {
            return new Complaint(ending == Ending.CUT ? cut(parameters) : notJson(text, parameters));
        }
        return isIntact(object.get())
                ? new Read(object.get(), repairs)
                : new Complaint("the arguments hold a broken character: write the call again with whole characters");
    }

    private static boolean isNothing(String text) {
        return Set.of("", "null", "None", "N/A", "无").contains(text);
    }

    private static Optional<ObjectNode> nothing(String text, Ending ending, Set<Repair> repairs) {
        if (ending == Ending.CUT) {
            return Optional.empty();
        }
        repairs.add(text.isEmpty() ? Repair.MISSING_INPUT : Repair.NULL_INPUT);
        return Optional.of(JsonNodeFactory.instance.objectNode());
    }

    private static Optional<ObjectNode> tolerant(String text, Ending ending, Set<Repair> repairs) {
        return TolerantJson.firstObject(text, ending == Ending.STOPPED, any -> true)
                .map(found -> {
                    repairs.addAll(found.repairs());
                    repairs.addAll(around(text, found));
                    return found.object();
                });
    }

    /** What the text before and after an object is. */
    static Set<Repair> around(String text, TolerantJson.Found found) {
        String before = stripped(text.substring(0, found.start()));
        String after = stripped(text.substring(found.end()));
        Set<Repair> repairs = EnumSet.noneOf(Repair.class);
        boolean fenced = before.contains(CodeFence.FENCE) || after.startsWith(CodeFence.FENCE);
        if (fenced) {
            repairs.add(Repair.FENCE);
        }
        boolean opening = before.isEmpty() || before.matches("```[\\w+#.-]{0,20}");
        boolean closing = after.isEmpty() || after.equals(CodeFence.FENCE);
        boolean list = before.equals("[") && after.equals("]");
        if (list) {
            repairs.add(Repair.WRAPPING);
        } else if (!opening || !closing) {
            repairs.add(Repair.PROSE);
        }
        return repairs;
    }

    private static String stripped(String input) {
        int start = 0;
        int end = input.length();
        while (start < end && JsonCursor.isBlank(input.charAt(start))) {
            start++;
        }
        while (end > start && JsonCursor.isBlank(input.charAt(end - 1))) {
            end--;
        }
        return input.substring(start, end);
    }

    /** Whether no text holds half a surrogate pair or the mark of bytes that were no text. */
    private static boolean isIntact(JsonNode node) {
        if (node.isTextual()) {
            return isIntact(node.asText());
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (!isIntact(member.getKey())) {
                return false;
            }
        }
        for (JsonNode child : node) {
            if (!isIntact(child)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIntact(String text) {
        return text.codePoints().noneMatch(c -> c == 0xFFFD || Character.getType(c) == Character.SURROGATE);
    }

    private static String cut(ObjectNode parameters) {
        return "the arguments were cut off: write less, one object such as " + example(parameters);
    }

    private static String notJson(String text, ObjectNode parameters) {
        return "the arguments are not valid JSON: write one object such as " + example(parameters) + " instead of "
                + Excerpt.of(text, 300);
    }

    private static String example(ObjectNode parameters) {
        return Excerpt.of(
                parameters.path("properties").properties().stream()
                        .map(property -> "\"" + property.getKey() + "\": ...")
                        .collect(Collectors.joining(", ", "{", "}")),
                300);
    }
}
