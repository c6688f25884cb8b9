package dev.qwen4j.model.grammar;

import static dev.qwen4j.model.grammar.SchemaKeywords.refused;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The references within one schema. */
final class SchemaReferences {
    private final JsonNode root;
    private final Map<String, Boolean> recursive = new HashMap<>();

    SchemaReferences(JsonNode root) {
        this.root = root;
    }

    /** The pointer that {@code reference} holds: what follows its {@code #}. */
    static String pointer(String reference, String at) {
        if (!reference.equals("#") && !reference.startsWith("#/")) {
            throw refused(at + "/$ref", "only references within the schema are followed, not '" + reference + "'");
        }
        return URLDecoder.decode(reference.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The schema that {@code pointer} names. */
    JsonNode target(String pointer, String at) {
        JsonNode target = root.at(JsonPointer.compile(pointer));
        if (target.isMissingNode()) {
            throw refused(at + "/$ref", "there is nothing at '" + pointer + "'");
        }
        return target;
    }

    /** Whether whoever follows {@code pointer} can come back to it. */
    boolean isRecursive(String pointer) {
        return recursive.computeIfAbsent(pointer, this::returns);
    }

    private boolean returns(String pointer) {
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(Set.of(pointer));
        while (!open.isEmpty()) {
            Set<String> mentioned = new TreeSet<>();
            collect(root.at(JsonPointer.compile(open.pop())), mentioned);
            if (mentioned.contains(pointer)) {
                return true;
            }
            mentioned.stream().filter(seen::add).forEach(open::push);
        }
        return false;
    }

    private static void collect(JsonNode schema, Set<String> pointers) {
        JsonNode reference = schema.path("$ref");
        if (reference.isTextual() && reference.asText().startsWith("#")) {
            pointers.add(pointer(reference.asText(), ""));
        }
        schema.properties().stream()
                .filter(entry ->
                        !entry.getKey().equals("$defs") && !entry.getKey().equals("definitions"))
                .forEach(entry -> collect(entry.getValue(), pointers));
        if (schema.isArray()) {
            schema.forEach(element -> collect(element, pointers));
        }
    }
}
