package dev.qwen4j.model.grammar;

import static dev.qwen4j.model.grammar.SchemaKeywords.refused;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the strings of a schema are written. */
final class StringText {
    private static final String DATE = "([0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
            + "|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
            + "|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)";
    private static final String TIME =
            "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])";
    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,60}[A-Za-z0-9])?";
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final String DATES = "[0-9]{1,4}";
    private static final String DAY_PART =
            "T(" + DATES + "H(" + DATES + "M(" + DATES + "S)?)?|" + DATES + "M(" + DATES + "S)?|" + DATES + "S)";

    /** Not all that a format admits, where that has no bound or several ways to write one thing. */
    private static final Map<String, String> FORMATS = Map.of(
            "date", DATE,
            "time", TIME,
            "date-time", DATE + "T" + TIME,
            "duration",
                    "P(" + DATES + "W|(" + DATES + "Y(" + DATES + "M(" + DATES + "D)?)?|" + DATES + "M(" + DATES
                            + "D)?|" + DATES + "D)(" + DAY_PART + ")?|" + DAY_PART + ")",
            "uuid", "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
            "email", "[A-Za-z0-9_+-]{1,30}(\\.[A-Za-z0-9_+-]{1,15}){0,2}@(" + LABEL + "\\.){1,2}[A-Za-z]{2,12}",
            "hostname", LABEL + "(\\." + LABEL + "){0,3}",
            "ipv4", OCTET + "(\\." + OCTET + "){3}",
            "ipv6", "[0-9a-f]{1,4}(:[0-9a-f]{1,4}){7}");

    private StringText() {}

    /** The strings that fit {@code schema}. */
    static Expression strings(JsonNode schema, String pointer) {
        int least = count(schema, "minLength", 0, pointer);
        int most = count(schema, "maxLength", Expression.UNBOUNDED, pointer);
        boolean counted = least > 0 || most < Expression.UNBOUNDED;
        boolean patterned = schema.has("pattern");
        boolean formatted = schema.has("format");
        if ((counted && patterned) || (counted && formatted) || (patterned && formatted)) {
            throw refused(pointer, "of pattern, format and a bound on the length only one can be enforced");
        }
        if (patterned) {
            return JsonText.quoted(pattern(schema.get("pattern"), pointer + "/pattern"));
        }
        if (formatted) {
            return JsonText.quoted(format(schema.get("format").asText(), pointer + "/format"));
        }
        return counted ? JsonText.string(least, most) : JsonText.string();
    }

    private static Expression pattern(JsonNode pattern, String pointer) {
        try {
            return RegularExpression.within(pattern.asText(), JsonText::character);
        } catch (IllegalArgumentException e) {
            throw refused(pointer, String.valueOf(e.getMessage()));
        }
    }

    private static Expression format(String name, String pointer) {
        @Nullable String pattern = FORMATS.get(name);
        if (pattern == null) {
            throw refused(
                    pointer,
                    "'" + name + "' cannot be enforced, but "
                            + FORMATS.keySet().stream().sorted().toList() + " can");
        }
        return RegularExpression.whole(pattern, JsonText::character);
    }

    /** A keyword that counts, or {@code absent}. */
    static int count(JsonNode schema, String keyword, int absent, String pointer) {
        JsonNode count = schema.get(keyword);
        if (count == null) {
            return absent;
        }
        if (!count.isNumber() || !count.canConvertToExactIntegral() || !count.canConvertToInt() || count.asInt() < 0) {
            throw refused(pointer + "/" + keyword, "must be a whole number from 0 on");
        }
        return count.asInt();
    }
}
