package dev.qwen4j.tools;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;

/** Arguments do not fit their schema. Its complaint is one line of at most 300 characters. */
final class Mismatch extends Exception {
    /** Characters of an enum's values that a complaint has room for. */
    static final int SHOWN_ENUM = 80;

    private static final int SHOWN_NAME = 60;
    private static final int SHOWN_DESCRIPTION = 80;
    private static final int LONGEST = 300;

    private final String complaint;

    private Mismatch(String complaint) {
        super(complaint, null, false, false);
        this.complaint = complaint;
    }

    /** {@code value} is something else. */
    Mismatch(String path, String expected, JsonNode value) {
        this(shown(
                "argument '" + Excerpt.of(path, SHOWN_NAME) + "' must be " + expected + " but is ",
                value,
                ": write the call again"));
    }

    /** @param object where it should be */
    static Mismatch missing(String path, String description, JsonNode object) {
        String kind = description.isEmpty() ? "" : " (" + Excerpt.of(description, SHOWN_DESCRIPTION) + ")";
        return new Mismatch(shown(
                "missing argument '" + Excerpt.of(path, SHOWN_NAME) + "'" + kind + " in ",
                object,
                ": write the call again with it"));
    }

    /** A property that the schema excludes. */
    static Mismatch unknown(String path, JsonNode properties, JsonNode value) {
        String names = properties.properties().stream()
                .map(property -> property.getKey())
                .collect(Collectors.joining(", "));
        return new Mismatch(shown(
                "unknown argument '" + Excerpt.of(path, SHOWN_NAME) + "', which was ",
                value,
                ": write the call again with " + Excerpt.of(names, SHOWN_DESCRIPTION)));
    }

    private static String shown(String before, JsonNode value, String after) {
        int room = Math.max(1, LONGEST - before.length() - after.length());
        return before + Excerpt.of(value.toString(), room) + after;
    }

    String complaint() {
        return complaint;
    }

    /** The types in words. */
    static String oneOf(List<String> types) {
        return types.stream()
                .map(type -> type.equals("null") ? "null" : type.matches("[aio].*") ? "an " + type : "a " + type)
                .collect(Collectors.joining(" or "));
    }
}
