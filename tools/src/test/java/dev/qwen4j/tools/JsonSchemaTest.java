package dev.qwen4j.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSchemaTest {
    private static final JsonSchema SCHEMA = new JsonSchema(json("""
            {"type": "object",
             "properties": {
               "n": {"type": "number"}, "i": {"type": "integer"}, "s": {"type": "string", "description": "a word"},
               "b": {"type": "boolean"}, "color": {"type": "string", "enum": ["red", "green"]},
               "list": {"type": "array", "items": {"type": "integer"}},
               "node": {"$ref": "#/$defs/node"}, "either": {"anyOf": [{"type": "integer"}, {"type": "boolean"}]},
               "nothing": {"type": ["string", "null"]}, "max_count": {"type": "integer"}},
             "$defs": {"node": {"type": "object", "required": ["name"], "properties": {
               "name": {"type": "string"}, "children": {"type": "array", "items": {"$ref": "#/$defs/node"}}}}},
             "required": []}"""));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                {"n": 5}                | {"n": 5}
                {"n": "5"}              | {"n": 5}
                {"n": " 2,340 "}        | {"n": 2340}
                {"n": "-1,234.50"}      | {"n": -1234.50}
                {"n": "２．５"}          | {"n": 2.5}
                {"n": "1e3"}            | {"n": 1e3}
                {"i": 3.0}              | {"i": 3}
                {"i": "12"}             | {"i": 12}
                {"i": 12345678901.0}    | {"i": 12345678901}
                {"s": 5}                | {"s": "5"}
                {"s": 1.50}             | {"s": "1.50"}
                {"s": true}             | {"s": "true"}
                {"b": "True"}           | {"b": true}
                {"color": "RED"}        | {"color": "red"}
                {"list": ["1", 2]}      | {"list": [1, 2]}
                {"list": "[1, 2]"}      | {"list": [1, 2]}
                {"node": {"name": "a", "children": [{"name": 1}]}} | {"node": {"name": "a", "children": [{"name": "1"}]}}
                {"either": true}        | {"either": true}
                {"either": "7"}         | {"either": 7}
                {"s": null}             | {}
                {"nothing": null}       | {"nothing": null}
                {"Max-Count": 3}        | {"max_count": 3}
                {"maxCount": 3}         | {"max_count": 3}
                {"unheard_of": 3}       | {"unheard_of": 3}
                """)
    void arguments_that_fit_without_loss_are_valid(String given, String expected) {
        assertValid(SCHEMA, given, expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                {"n": "five"}    | argument 'n' must be a number but is "five": write the call again
                {"n": "5²"}      | argument 'n' must be a number but is "5²"
                {"n": "1,2"}     | argument 'n' must be a number but is "1,2"
                {"n": "007"}     | argument 'n' must be a number but is "007"
                {"i": 2.5}       | argument 'i' must be an integer but is 2.5
                {"i": 1e999999999} | argument 'i' must be an integer but is
                {"s": ["a"]}     | argument 's' must be a string but is ["a"]
                {"b": "yes"}     | argument 'b' must be a boolean but is "yes"
                {"b": 1}         | argument 'b' must be a boolean but is 1
                {"color": "blue"} | argument 'color' must be one of ["red","green"] but is "blue"
                {"list": [1, "x"]} | argument 'list[1]' must be an integer but is "x"
                {"list": 1}      | argument 'list' must be an array but is 1
                {"node": {"name": "a", "children": [{}]}} | missing argument 'node.children[0].name' (string)
                {"either": "x"}  | argument 'either' must be an integer but is "x"
                {"nothing": []}  | argument 'nothing' must be a string or null but is []
                """)
    void what_does_not_fit_is_named(String given, String complaint) {
        assertThat(SCHEMA.check(json(given)))
                .isInstanceOfSatisfying(
                        JsonSchema.Invalid.class,
                        invalid -> assertThat(invalid.complaint()).startsWith(complaint));
    }

    @Test
    void a_required_argument_that_is_null_is_missing() {
        JsonSchema schema = new JsonSchema(
                Parameters.create().required("to", "string", "target unit").schema());

        assertThat(schema.check(json("{\"to\": null}")))
                .isEqualTo(new JsonSchema.Invalid(
                        "missing argument 'to' (string: target unit) in {\"to\":null}: write the call again with it"));
    }

    @Test
    void a_long_value_is_shown_shortened() {
        ObjectNode arguments = json("{\"n\": \"" + "x".repeat(5000) + "\"}");

        assertThat(SCHEMA.check(arguments))
                .isInstanceOfSatisfying(
                        JsonSchema.Invalid.class,
                        invalid -> assertThat(invalid.complaint()).hasSize(300).contains("…"));
    }

    @Test
    void unnamed_properties_stay_where_the_schema_allows_them() {
        JsonSchema open = new JsonSchema(
                json("{\"type\": \"object\", \"properties\": {\"a\": {}}, \"additionalProperties\": true}"));
        JsonSchema free = new JsonSchema(json("{\"type\": \"object\"}"));

        assertValid(open, "{\"a\": 1, \"z\": 2}", "{\"a\": 1, \"z\": 2}");
        assertValid(free, "{\"z\": 2}", "{\"z\": 2}");
    }

    @Test
    void unnamed_properties_are_named_where_the_schema_excludes_them() {
        JsonSchema closed = new JsonSchema(
                json("{\"type\": \"object\", \"properties\": {\"a\": {}}, \"additionalProperties\": false}"));

        assertThat(closed.check(json("{\"a\": 1, \"z\": 2}")))
                .isEqualTo(new JsonSchema.Invalid("unknown argument 'z', which was 2: write the call again with a"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                date      | 2024-02-29           | 2024-02-30
                date-time | 2024-02-29T10:00:00Z | 2024-02-29
                time      | 10:30:00             | 25:00
                duration  | P3DT4H               | 3 days
                email     | a.b@example.com      | a.b at example
                hostname  | www.example.com      | -a..b
                ipv4      | 192.168.0.1          | 256.1.1.1
                ipv6      | 2001:db8::1          | 2001:db8
                uri       | https://x.org/a?b=c  | x.org
                uuid      | 123e4567-e89b-12d3-a456-426614174000 | 123e4567
                unknown   | anything             |
                """)
    void formats_are_checked(String format, String good, String bad) {
        JsonSchema schema = new JsonSchema(json("{\"type\": \"object\", \"properties\": {\"s\": {\"type\": \"string\", "
                + "\"format\": \"" + format + "\"}}}"));

        assertValid(schema, "{\"s\": \"" + good + "\"}", "{\"s\": \"" + good + "\"}");
        if (bad != null) {
            assertThat(schema.check(json("{\"s\": \"" + bad + "\"}")))
                    .isEqualTo(new JsonSchema.Invalid("argument 's' must be a string in the format '" + format
                            + "' but is \"" + bad + "\": write the call again"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                {"type": "integer", "minimum": 1}          | 0      | a number at least 1
                {"type": "number", "exclusiveMaximum": 2}  | 2      | a number less than 2
                {"type": "string", "maxLength": 2}         | "abc"  | a string of at most 2 characters
                {"type": "array", "minItems": 1}           | []     | an array of at least 1 items
                {"const": "a"}                             | "b"    | one of ["a"]
                {"allOf": [{"type": "integer"}, {"minimum": 3}]} | "2" | a number at least 3
                """)
    void bounds_are_checked(String part, String value, String expected) {
        JsonSchema schema = new JsonSchema(json("{\"type\": \"object\", \"properties\": {\"x\": " + part + "}}"));

        assertThat(schema.check(json("{\"x\": " + value + "}")))
                .isInstanceOfSatisfying(
                        JsonSchema.Invalid.class,
                        invalid -> assertThat(invalid.complaint()).startsWith("argument 'x' must be " + expected));
    }

    @Test
    void what_was_put_right_is_told() {
        assertThat(SCHEMA.check(json("{\"n\": \"5\", \"Max-Count\": 3, \"s\": null}")))
                .isInstanceOfSatisfying(
                        JsonSchema.Valid.class,
                        valid -> assertThat(valid.repairs())
                                .containsExactlyInAnyOrder(
                                        Repair.COERCED_VALUE, Repair.PROPERTY_NAME, Repair.NULL_PROPERTY));
        assertThat(SCHEMA.check(json("{\"n\": 5, \"either\": true}")))
                .isInstanceOfSatisfying(
                        JsonSchema.Valid.class,
                        valid -> assertThat(valid.repairs()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"text\"}}}",
                "{\"type\": \"object\", \"properties\": {\"a\": {\"$ref\": \"#/$defs/none\"}}}",
                "{\"type\": \"object\", \"properties\": {\"a\": {\"$ref\": \"#/properties/a\"}}}"
            })
    void a_schema_that_cannot_be_checked_is_refused_at_construction(String schema) {
        assertThatThrownBy(() -> new JsonSchema(json(schema))).isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertValid(JsonSchema schema, String given, String expected) {
        assertThat(schema.check(json(given)))
                .isInstanceOfSatisfying(
                        JsonSchema.Valid.class,
                        valid -> assertThat(valid.arguments()).isEqualTo(json(expected)));
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) StrictJson.read(text).orElseThrow();
    }
}
