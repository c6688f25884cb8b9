package dev.qwen4j.tools;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/** What a schema demands of a value beyond its type: formats, bounds and lengths. */
final class SchemaBounds {
    private static final Pattern EMAIL = Pattern.compile(
            "[^\\s@\"(),:;<>\\[\\\\\\]]{1,64}@[\\p{L}\\p{N}](?:[\\p{L}\\p{N}.-]{0,251}[\\p{L}\\p{N}])?");
    private static final Pattern HOST =
            Pattern.compile("(?=.{1,253}$)[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?"
                    + "(?:\\.[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?){0,126}");
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final String BYTE = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile(BYTE + "(?:\\." + BYTE + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");
    private static final Pattern DURATION = Pattern.compile(
            "P(?=[\\dT])(?:\\d{1,9}W|(?:\\d{1,9}Y)?(?:\\d{1,9}M)?(?:\\d{1,9}D)?(?:T(?=\\d)(?:\\d{1,9}H)?(?:\\d{1,9}M)?(?:\\d{1,9}(?:\\.\\d{1,9})?S)?)?)");

    private SchemaBounds() {}

    /** What {@code value} would have to be; empty if it is that. */
    static Optional<String> unmet(JsonNode schema, JsonNode value) {
        if (value.isTextual()) {
            String text = value.asText();
            String format = schema.path("format").asText();
            return !hasFormat(format, text)
                    ? Optional.of("a string in the format '" + format + "'")
                    : size(schema, text.codePointCount(0, text.length()), "Length", "a string of", " characters");
        }
        if (value.isNumber()) {
            return range(schema, value.decimalValue());
        }
        return value.isArray() ? size(schema, value.size(), "Items", "an array of", " items") : Optional.empty();
    }

    private static Optional<String> size(JsonNode schema, int size, String what, String kind, String unit) {
        JsonNode least = schema.path("min" + what);
        JsonNode most = schema.path("max" + what);
        if (least.isNumber() && size < least.asInt()) {
            return Optional.of(kind + " at least " + least.asInt() + unit);
        }
        return most.isNumber() && size > most.asInt()
                ? Optional.of(kind + " at most " + most.asInt() + unit)
                : Optional.empty();
    }

    private static Optional<String> range(JsonNode schema, BigDecimal number) {
        return bound(schema, "minimum", number, order -> order >= 0, "at least ")
                .or(() -> bound(schema, "exclusiveMinimum", number, order -> order > 0, "more than "))
                .or(() -> bound(schema, "maximum", number, order -> order <= 0, "at most "))
                .or(() -> bound(schema, "exclusiveMaximum", number, order -> order < 0, "less than "));
    }

    private static Optional<String> bound(
            JsonNode schema, String keyword, BigDecimal number, IntPredicate met, String words) {
        JsonNode bound = schema.path(keyword);
        return bound.isNumber() && !met.test(number.compareTo(bound.decimalValue()))
                ? Optional.of("a number " + words + bound.asText())
                : Optional.empty();
    }

    /** Formats that are not known here hold for any text, as JSON Schema has it. */
    private static boolean hasFormat(String format, String text) {
        return switch (format) {
            case "date" -> parses(() -> LocalDate.parse(text));
            case "date-time" -> parses(() -> OffsetDateTime.parse(text.replace(' ', 'T')));
            case "time" -> parses(() -> DateTimeFormatter.ISO_TIME.parse(text));
            case "duration" -> DURATION.matcher(text).matches();
            case "email", "idn-email" -> EMAIL.matcher(text).matches();
            case "hostname", "idn-hostname" -> HOST.matcher(text).matches();
            case "ipv4" -> IPV4.matcher(text).matches();
            case "ipv6" -> text.contains(":") && IPV6.matcher(text).matches() && parsesAsIpv6(text);
            case "uri", "url", "iri" -> isUri(text);
            case "uuid" -> UUID.matcher(text).matches();
            default -> true;
        };
    }

    private static boolean parses(Runnable parse) {
        try {
            parse.run();
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isUri(String text) {
        try {
            // What is no ASCII is allowed in IRIs, and escaped by whoever fetches them.
            return new URI(text.replaceAll("[^\\x00-\\x7f]", "x")).isAbsolute();
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean parsesAsIpv6(String text) {
        try {
            return new URI("http://[" + text + "]/").getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
