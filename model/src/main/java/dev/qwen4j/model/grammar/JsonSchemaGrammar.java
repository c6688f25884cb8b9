package dev.qwen4j.model.grammar;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/**
 * Makes grammars from JSON Schemas: every text is JSON and valid for the schema.
 *
 * <p>Kept are {@code type} (one or several), {@code properties} and {@code required}, {@code additionalProperties},
 * {@code items}, {@code prefixItems}, {@code minItems}, {@code maxItems}, {@code enum}, {@code const}, {@code anyOf},
 * {@code oneOf} where no value can fit two alternatives, {@code allOf}, {@code $ref} within the schema (recursive too),
 * {@code minLength}, {@code maxLength}, {@code pattern} (see {@link Grammar#regex}), {@code format} ({@code date},
 * {@code time}, {@code date-time}, {@code duration}, {@code uuid}, {@code email}, {@code hostname}, {@code ipv4},
 * {@code ipv6}), {@code minimum}, {@code maximum} and their exclusive forms. Titles, descriptions, defaults and examples
 * say nothing about values. <em>Any other keyword is refused</em>: what cannot be kept is never silently dropped.
 *
 * <p>A schema leaves open how its values are written. Here an object's properties come in the order in which the schema
 * names them, the others after them; the names of those others may repeat, as JSON allows. A schema that names properties
 * but not {@code additionalProperties} gets no others; one without {@code type} gets the types its keywords are about.
 * Numbers have at most 15 digits before the point (more if a bound has), an exponent only without bounds. White space and
 * depth are bounded by {@link JsonStyle}.
 */
public final class JsonSchemaGrammar {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private static final int MOST_KNOWN = 64;

    /** Together with the states that texts have met: requests come with the same few schemas again and again. */
    private static final Map<Source, Grammar> KNOWN = new Recent<>(MOST_KNOWN);

    private record Source(JsonNode schema, JsonStyle style) {}

    private JsonSchemaGrammar() {}

    /**
     * The grammar of a schema as text, in {@link JsonStyle#DEFAULT}.
     *
     * @throws IllegalArgumentException as {@link #of(JsonNode, JsonStyle)}, and if {@code schema} is not JSON
     */
    public static Grammar of(String schema) {
        try {
            return of(JSON.readTree(schema), JsonStyle.DEFAULT);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("schema must be JSON but is not: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * The grammar of a schema.
     *
     * @throws IllegalArgumentException if {@code schema} demands what cannot be enforced, naming the JSON pointer of the
     *     keyword, or if no value fits it
     */
    public static Grammar of(JsonNode schema, JsonStyle style) {
        Source source = new Source(schema.deepCopy(), style);
        synchronized (KNOWN) {
            Grammar known = KNOWN.get(source);
            if (known != null) {
                return known;
            }
        }
        Grammar made = make(schema, style);
        synchronized (KNOWN) {
            KNOWN.put(source, made);
        }
        return made;
    }

    private static Grammar make(JsonNode schema, JsonStyle style) {
        Expression values = new SchemaReader(schema, style).values();
        if (values == Expression.NOTHING) {
            throw new IllegalArgumentException(
                    "schema must have a value that fits it, no deeper than " + style.maxDepth() + " levels");
        }
        return Grammar.of(values);
    }
}
