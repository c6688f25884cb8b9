package dev.qwen4j.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A call written as one JSON object that names the tool: {@code {"name": ..., "arguments": ...}} or {@code {"action": ...,
 * "action_input": ...}}, also one level deeper as {@code {"function": {...}}} or in a list.
 *
 * @param name as the model wrote it
 * @param input the arguments as text
 * @param repairs what had to be put right to read it
 * @param end where it ends in the text
 */
public record JsonCall(String name, String input, Set<Repair> repairs, int end) {
    private static final List<List<String>> FORMS =
            List.of(List.of("action", "actioninput"), List.of("name", "arguments"), List.of("tool", "toolinput"));

    /** A tool's description has these too, so that nothing else may stand beside them. */
    private static final List<String> BARE_FORM = List.of("name", "parameters");

    private static final Set<String> BESIDE = Set.of("id", "type", "index");
    private static final Set<String> AROUND = Set.of("function", "toolcall", "toolcalls", "functioncall");

    public JsonCall {
        repairs = Set.copyOf(repairs);
    }

    /**
     * The call that begins at {@code start} of {@code text}; closing brackets that are missing at its end are added.
     *
     * @return empty if there is none
     */
    public static Optional<JsonCall> at(String text, int start) {
        int brace = start;
        while (brace < text.length() && (text.charAt(brace) == '[' || JsonCursor.isBlank(text.charAt(brace)))) {
            brace++;
        }
        if (brace == text.length() || FullWidth.toAscii(text.charAt(brace)) != '{') {
            return Optional.empty();
        }
        return TolerantJson.objectAt(text, brace, true)
                .flatMap(found -> of(found.object(), 1)
                        .map(call -> new JsonCall(call.name(), call.input(), found.repairs(), found.end())));
    }

    /** The end of the object that begins at {@code start}, whatever it is; empty if it cannot be read. */
    public static Optional<Integer> endOfObject(String text, int start) {
        return TolerantJson.objectAt(text, start, true).map(TolerantJson.Found::end);
    }

    private static Optional<JsonCall> of(ObjectNode object, int levels) {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        object.properties().forEach(member -> members.put(bare(member.getKey()), member.getValue()));
        for (List<String> form : FORMS) {
            if (members.containsKey(form.getFirst()) && members.containsKey(form.getLast())) {
                return call(members, form);
            }
        }
        members.keySet().removeAll(BESIDE);
        if (members.size() == 2 && members.keySet().containsAll(BARE_FORM)) {
            return call(members, BARE_FORM);
        }
        if (levels == 0
                || members.size() != 1
                || !AROUND.contains(members.keySet().iterator().next())) {
            return Optional.empty();
        }
        JsonNode inside = members.values().iterator().next();
        JsonNode first = inside.isArray() ? inside.path(0) : inside;
        return first instanceof ObjectNode inner ? of(inner, levels - (inside.isArray() ? 0 : 1)) : Optional.empty();
    }

    private static Optional<JsonCall> call(Map<String, JsonNode> members, List<String> form) {
        JsonNode name = members.get(form.getFirst());
        JsonNode input = members.get(form.getLast());
        if (name == null || input == null || !name.isTextual()) {
            return Optional.empty();
        }
        return Optional.of(
                new JsonCall(name.asText(), input.isTextual() ? input.asText() : input.toString(), Set.of(), 0));
    }

    private static String bare(String name) {
        return name.replaceAll("[_\\-\\s]", "").toLowerCase(Locale.ROOT);
    }
}
