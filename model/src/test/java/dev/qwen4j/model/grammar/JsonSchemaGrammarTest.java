package dev.qwen4j.model.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class JsonSchemaGrammarTest {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final SchemaRegistry VALIDATORS =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final List<String> VALUES = values();

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void grammar_of_a_random_schema_has_exactly_the_valid_values(long seed) throws JsonProcessingException {
        ObjectNode schema = RandomSchema.of(seed);
        Schema validator = VALIDATORS.getSchema(schema);
        Grammar grammar;
        try {
            grammar = JsonSchemaGrammar.of(schema, JsonStyle.DEFAULT);
        } catch (IllegalArgumentException e) {
            // allOf may ask for what nothing can be.
            assertThat(schema.findValue("allOf")).as(e.getMessage()).isNotNull();
            return;
        }
        for (String value : VALUES) {
            assertThat(grammar.matches(value))
                    .as("%s under %s", value, schema)
                    .isEqualTo(isValid(validator, JSON.readTree(value)));
        }
    }

    static boolean isValid(Schema validator, JsonNode value) {
        return validator
                .validate(value, context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .isEmpty();
    }

    /** Small documents, written as a grammar would: properties in order, no number in two ways. */
    private static List<String> values() {
        List<String> scalars = List.of(
                "null",
                "true",
                "0",
                "1",
                "-1",
                "7",
                "15",
                "16",
                "99",
                "-2.5",
                "0.5",
                "12.25",
                "9.99",
                "\"\"",
                "\"a\"",
                "\"b\"",
                "\"ab\"",
                "\"é\"",
                "\"中文\"",
                "\"b\\n\\\"\"",
                "\"x\\\\\"",
                "\"12-3\"",
                "\"2024-02-29\"",
                "\"2023-02-29\"",
                "\"23:59:59Z\"",
                "\"2024-12-31T00:00:00.5+01:00\"",
                "\"1.2.3.4\"",
                "\"1.2.3.256\"",
                "\"a@b.de\"",
                "\"P1DT2H\"",
                "\"abcd\"",
                "\"aaaaaa\"");
        List<String> small = List.of("null", "1", "\"a\"", "[]", "{}", "true");
        List<String> all = new ArrayList<>(scalars);
        all.addAll(List.of(
                "[]",
                "{}",
                "[[]]",
                "{\"d\":1}",
                "{\"a\":1,\"d\":\"a\"}",
                "{\"b\":{\"b\":null}}",
                "{\"b\":{\"a\":1,\"b\":{}}}"));
        for (String one : small) {
            all.add("[" + one + "]");
            for (String other : small) {
                all.add("[" + one + ", " + other + "]");
                all.add("{\"a\": " + one + ",\"b\":" + other + "}");
                all.add("{\"b\": " + one + ",\"c\":" + other + "}");
                all.add("{\"a\":" + one + ",\"中\":" + other + "}");
            }
        }
        for (String scalar : scalars) {
            all.add("{\"a\":" + scalar + "}");
            all.add("{\"a\":" + scalar + ",\"b\":null}");
            all.add("{\"b\":" + scalar + "}");
            all.add("[1," + scalar + "]");
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void integers_are_exactly_those_within_the_bounds(long seed) {
        Random random = new Random(seed);
        int low = random.nextInt(400) - 200;
        int high = low + random.nextInt(1 << 1 + random.nextInt(8));
        Grammar grammar = grammar("{'type': 'integer', 'minimum': %d, 'maximum': %d}".formatted(low, high));
        Grammar above = grammar("{'type': 'integer', 'exclusiveMinimum': %d}".formatted(low));
        Grammar below = grammar("{'type': 'integer', 'maximum': %s.5}".formatted(high));

        IntStream.rangeClosed(low - 30, high + 30).forEach(value -> {
            String text = Integer.toString(value);
            assertThat(grammar.matches(text)).as(text).isEqualTo(value >= low && value <= high);
            assertThat(above.matches(text)).as(text).isEqualTo(value > low);
            assertThat(below.matches(text)).as(text).isEqualTo(value < high + (high < 0 ? -0.5 : 0.5));
        });
        assertThat(above.matches("123456789012345")).isTrue();
        assertThat(below.matches("-123456789012345")).isTrue();
        assertThat(grammar.matches("-0") || grammar.matches("00") || grammar.matches(""))
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void numbers_are_exactly_those_within_the_bounds(long seed) {
        Random random = new Random(seed);
        BigDecimal low = BigDecimal.valueOf(random.nextInt(4000) - 2000, random.nextInt(4));
        BigDecimal high =
                low.add(BigDecimal.valueOf(random.nextInt(1 << 1 + random.nextInt(12)) + 1, random.nextInt(4)));
        Grammar open =
                grammar("{'type': 'number', 'exclusiveMinimum': %s, 'exclusiveMaximum': %s}".formatted(low, high));
        Grammar closed = grammar("{'type': 'number', 'minimum': %s, 'maximum': %s}".formatted(low, high));
        Grammar above = grammar("{'type': 'number', 'minimum': %s}".formatted(low));

        for (int i = 0; i < 300; i++) {
            BigDecimal value = switch (i % 4) {
                case 0 -> low.add(BigDecimal.valueOf(random.nextInt(9) - 4, random.nextInt(6)));
                case 1 -> high.add(BigDecimal.valueOf(random.nextInt(9) - 4, random.nextInt(6)));
                default -> BigDecimal.valueOf(random.nextInt(600_000) - 300_000, random.nextInt(6));
            };
            String text = value.toPlainString();
            if (text.matches("-0(\\.0*)?")) {
                continue;
            }
            assertThat(closed.matches(text))
                    .as("%s from %s to %s", text, low, high)
                    .isEqualTo(value.compareTo(low) >= 0 && value.compareTo(high) <= 0);
            assertThat(open.matches(text))
                    .as("%s between %s and %s", text, low, high)
                    .isEqualTo(value.compareTo(low) > 0 && value.compareTo(high) < 0);
            assertThat(above.matches(text)).as("%s from %s", text, low).isEqualTo(value.compareTo(low) >= 0);
        }
    }

    @Test
    void properties_come_in_the_order_of_the_schema() {
        Grammar grammar =
                grammar("{'properties': {'z': {'type': 'integer'}, 'a': {'type': 'boolean'}}, 'required': ['a']}");

        assertThat(grammar.matches("{\"z\": 1, \"a\": true}")).isTrue();
        assertThat(grammar.matches("{\"a\":false}")).isTrue();
        assertThat(grammar.matches("{\"a\": true, \"z\": 1}")).isFalse();
        assertThat(grammar.matches("{\"z\": 1}")).isFalse();
        assertThat(grammar.matchesBeginning("{\"a\": true, ")).isFalse();
        assertThat(grammar.matchesBeginning("{\"x")).isFalse();
    }

    @Test
    void properties_come_in_any_order_where_the_style_says_so() {
        JsonNode schema = node("""
                {"properties": {"z": {"type": "integer"}, "a": {"type": "boolean"}, "m": {"type": "null"}},
                 "required": ["a", "m"], "additionalProperties": {"type": "string"}}""");
        Grammar grammar = JsonSchemaGrammar.of(schema, new JsonStyle(8, 1, true));

        assertThat(grammar.matches("{\"z\": 1, \"a\": true, \"m\": null}")).isTrue();
        assertThat(grammar.matches("{\"m\":null,\"x\":\"\",\"a\":true,\"y\":\"\",\"z\":1}"))
                .isTrue();
        assertThat(grammar.matches("{\"a\": true}")).isFalse();
        assertThat(grammar.matchesBeginning("{\"a\": true, \"a\"")).isFalse();
        assertThat(grammar.matches("{\"a\": true, \"m\": null, }")).isFalse();
        assertThat(grammar.matches("{}")).isFalse();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void order_changes_nothing_about_which_values_fit(long seed) throws JsonProcessingException {
        ObjectNode schema = RandomSchema.of(seed);
        Grammar ordered;
        try {
            ordered = JsonSchemaGrammar.of(schema, JsonStyle.DEFAULT);
        } catch (IllegalArgumentException e) {
            return; // by another test
        }
        Grammar any = JsonSchemaGrammar.of(schema, new JsonStyle(8, 1, true));
        for (String value : VALUES) {
            if (ordered.matches(value)) {
                assertThat(any.matches(value)).as("%s under %s", value, schema).isTrue();
            } else if (any.matches(value)) {
                assertThat(isValid(VALIDATORS.getSchema(schema), JSON.readTree(value)))
                        .as("%s under %s", value, schema)
                        .isTrue();
            }
        }
    }

    @Test
    void strings_have_no_replacement_character() {
        assertThat(grammar("{'type': 'string'}").matches("\"\ufffd\"")).isFalse();
    }

    @Test
    void other_properties_never_have_a_name_of_the_schema() {
        Grammar grammar = grammar(
                "{'properties': {'a': {'type': 'null'}, '\\n': {}}, 'additionalProperties': {'type': 'integer'}}");

        assertThat(grammar.matches("{\"a\": null, \"ab\": 1, \"\": 2}")).isTrue();
        assertThat(grammar.matches("{\"\\n\": true, \"b\": 1}")).isTrue();
        assertThat(grammar.matches("{\"a\": 1}")).isFalse();
        assertThat(grammar.matches("{\"a\": null, \"a\": 1}")).isFalse();
        assertThat(grammar.matchesBeginning("{\"\\u0061\": 1")).isFalse();
    }

    @Test
    void email_is_of_the_usual_form() {
        Grammar grammar = grammar("{'format': 'email'}");

        assertThat(grammar.matches("\"jane.doe+news@mail.example.com\"")).isTrue();
        assertThat(grammar.matchesBeginning("\"jane@@")).isFalse();
        assertThat(grammar.matchesBeginning("\".")).isFalse();
        assertThat(grammar.matches("\"jane@example\"")).isFalse();
    }

    @Test
    void strings_count_characters_however_they_are_written() {
        Grammar grammar = grammar("{'type': 'string', 'minLength': 2, 'maxLength': 2}");

        assertThat(grammar.matches("\"中\\n\"")).isTrue();
        assertThat(grammar.matches("\"\\ud83d\\ude00😀\"")).isTrue();
        assertThat(grammar.matches("\"a\"")).isFalse();
        assertThat(grammar.matchesBeginning("\"abc")).isFalse();
    }

    @Test
    void recursive_schemas_are_as_deep_as_the_style_says() {
        String tree = "{'type': 'object', 'properties': {'c': {'type': 'array', 'items': {'$ref': '#'}}},"
                + " 'required': ['c'], 'additionalProperties': false}";
        Grammar grammar = JsonSchemaGrammar.of(node(tree), new JsonStyle(2, 1));

        assertThat(grammar.matches("{\"c\": [{\"c\": []}, {\"c\": [{\"c\": []}]}]}"))
                .isTrue();
        assertThat(grammar.matches("{\"c\": [{\"c\": [{\"c\": [{\"c\": []}]}]}]}"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'type': 'string', 'minLenght': 1}                        | /minLenght
            {'type': 'array', 'uniqueItems': true}                    | /uniqueItems
            {'properties': {'a': {'not': {}}}}                        | /properties/a/not
            {'items': [{}]}                                           | /items
            {'type': 'integer', 'multipleOf': 2}                      | /multipleOf
            {'type': 'text'}                                          | /type
            {'format': 'uri'}                                         | /format
            {'pattern': '(?=a)'}                                      | /pattern
            {'pattern': 'a', 'minLength': 3}                          | /
            {'oneOf': [{'type': 'integer'}, {'type': 'number'}]}      | /oneOf
            {'$ref': 'other.json'}                                    | /$ref
            {'$ref': '#/$defs/none'}                                  | /$ref
            {'enum': [1], 'minimum': 0}                               | /
            {'anyOf': []}                                             | /anyOf
            {'maxLength': -1}                                         | /maxLength
            {'minimum': 1e300}                                        | /minimum
            {'allOf': [{'pattern': 'a'}, {'pattern': 'b'}]}           | /allOf/1/pattern
            {'allOf': [{'type': 'string'}, {'type': 'null'}]}         | /allOf/1/type
            {'properties': {}, 'required': ['a'], 'additionalProperties': false} | /required
            [1]                                                       | /
            """)
    void what_cannot_be_kept_is_refused_by_its_pointer(String schema, String pointer) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> grammar(schema))
                .withMessageContaining("'" + pointer + "'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            false
            {"enum": []}
            {"type": "integer", "minimum": 3, "maximum": 2}
            {"$ref": "#"}
            {"$defs": {"a": {"required": ["b"], "properties": {"b": {"$ref": "#/$defs/a"}}}}, "$ref": "#/$defs/a"}
            {"minItems": 2, "maxItems": 1}
            {"type": "string", "minLength": 2, "maxLength": 1}
            """)
    void schema_without_a_value_is_refused(String schema) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonSchemaGrammar.of(schema))
                .withMessageContaining("value that fits");
    }

    @Test
    void hostile_schemas_end_soon() {
        String nested = "{\"items\":".repeat(900) + "{}" + "}".repeat(900);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonSchemaGrammar.of(nested))
                .withMessageContaining("nested");

        assertThatIllegalArgumentException().isThrownBy(() -> JsonSchemaGrammar.of("{\"allOf\": [{\"$ref\": \"#\"}]}"));
        assertThat(JsonSchemaGrammar.of("{\"maxLength\": 2000000000}").matches("\"a\""))
                .isTrue();
    }

    @Test
    void schemas_that_are_too_large_are_refused_and_say_so() {
        String constants = String.join(
                ",", IntStream.range(0, 20_000).mapToObj(String::valueOf).toList());
        String properties = String.join(
                ",",
                IntStream.range(0, 2_000).mapToObj(i -> "\"p" + i + "\": {}").toList());
        String doubled = "{\"type\": \"null\"}";
        for (int i = 0; i < 16; i++) {
            doubled = "{\"anyOf\": [" + doubled + "," + doubled + "]}";
        }

        for (String schema :
                List.of("{\"enum\": [" + constants + "]}", "{\"properties\": {" + properties + "}}", doubled)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JsonSchemaGrammar.of(schema))
                    .withMessageMatching(".*(too large|at most 1000).*");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"((a{1,30}){1,30}){1,30}", "(a{0,1000}){0,1000}", "((ab?){5,200}c?){200}"})
    void patterns_with_more_ways_to_read_a_text_than_can_be_followed_are_refused(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Grammar.regex(pattern))
                .withMessageContaining("counts within counts");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a|a)*(a|aa)*(a*a*)*b",
                "(a*){100}b",
                "(a?){200}a{200}",
                "(a|aa|aaa){1,500}b",
                "[ab]*a[ab]{14}",
                "([a-z]{1,63}[.]){1,100}",
                "a{100000}"
            })
    void ambiguous_patterns_are_followed_without_growing(String pattern) {
        GrammarState state = Grammar.regex(pattern).start();

        for (int i = 0; i < 200 && !state.isDead(); i++) {
            state = state.advance(new byte[] {'a'});
            assertThat(state.expression().alternatives()).hasSizeLessThan(1_000);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void any_json_becomes_a_grammar_or_is_refused(long seed) {
        Random random = new Random(seed);
        StringBuilder schema = new StringBuilder(RandomSchema.of(seed).toString());
        String parts = "{}[]\",:0-9.e$#/\\ tfn";
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(schema.length());
            switch (random.nextInt(3)) {
                case 0 -> schema.deleteCharAt(at);
                case 1 -> schema.insert(at, parts.charAt(random.nextInt(parts.length())));
                default -> schema.setCharAt(at, parts.charAt(random.nextInt(parts.length())));
            }
        }

        try {
            assertThat(JsonSchemaGrammar.of(schema.toString()).start().isDead()).isFalse();
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }

    private static Grammar grammar(String schema) {
        return JsonSchemaGrammar.of(schema.replace('\'', '"'));
    }

    private static JsonNode node(String schema) {
        try {
            return JSON.readTree(schema.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
