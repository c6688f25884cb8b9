package dev.qwen4j.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonArgumentsTest {
    private static final ObjectNode TWO = Parameters.create()
            .required("path", "string", "file")
            .required("content", "string", "text")
            .schema();
    private static final ObjectNode ONE =
            Parameters.create().required("code", "string", "Python").schema();

    @ParameterizedTest
    @MethodSource("faults")
    void what_was_meant_is_read(String input, String expected) {
        assertRead(input, TWO, json(expected));
    }

    static Stream<Arguments> faults() {
        String plain = "{\"path\": \"a.txt\", \"content\": \"x\"}";
        return Stream.of(
                arguments(plain, plain),
                arguments("{'path': 'a.txt', 'content': 'x'}", plain),
                arguments("{path: 'a.txt', content: \"x\"}", plain),
                arguments("{\"path\": \"a.txt\", \"content\": \"x\",}", plain),
                arguments("{\"path\": \"a.txt\", \"content\": \"x\"", plain),
                arguments("{“path”: “a.txt”，“content”： “x”}", plain),
                arguments("｛\"path\"： \"a.txt\"， \"content\"： \"x\"｝", plain),
                arguments("{\"path\": \"a.txt\", // the file\n \"content\": \"x\" /* short */ } # done", plain),
                arguments("```json\n" + plain + "\n```", plain),
                arguments("Sure, here it is: " + plain + "\nI hope {this} helps!", plain),
                arguments("The set {1, 2} and then " + plain, plain),
                arguments("\ufeff" + plain + "\u200b}", plain),
                arguments("{\"arguments\": " + plain + "}", plain),
                arguments("{\"name\": \"write_file\", \"arguments\": " + plain + "}", plain),
                arguments("{\"arguments\": \"{\\\"path\\\": \\\"a.txt\\\", \\\"content\\\": \\\"x\\\"}\"}", plain),
                arguments("[" + plain + "]", plain),
                arguments("\"{\\\"path\\\": \\\"a.txt\\\", \\\"content\\\": \\\"x\\\"}\"", plain),
                arguments("{\"content\": \"one\ntwo\"}", "{\"content\": \"one\\ntwo\"}"),
                arguments("{\"content\": \"say \"hi\" to me\"}", "{\"content\": \"say \\\"hi\\\" to me\"}"),
                arguments("{'content': 'it's mine'}", "{\"content\": \"it's mine\"}"),
                arguments("{'content': \"\"\"a \"b\"\nc\"\"\"}", "{\"content\": \"a \\\"b\\\"\\nc\"}"),
                arguments("{\"content\": \"\\d+ \\'x\\'\"}", "{\"content\": \"\\\\d+ 'x'\"}"),
                arguments("{'content': '\\x41\\u00e9\\u12'}", "{\"content\": \"Aé\\\\u12\"}"),
                arguments("{\"content\": True, \"path\": None,}", "{\"content\": true, \"path\": null}"),
                arguments("{\"content\": [1, 2, \"x\"", "{\"content\": [1, 2, \"x\"]}"),
                arguments("{\"content\": {\"a\": [1, 2}}", "{\"content\": {\"a\": [1, 2]}}"),
                arguments("{'content': +.5, 'path': 5.}", "{\"content\": 0.5, \"path\": 5.0}"),
                arguments("{'content': 0x1F, 'path': 1_000}", "{\"content\": 31, \"path\": 1000}"),
                arguments("{'content': (1, 'a')}", "{\"content\": [1, \"a\"]}"),
                arguments("{'content': r'\\d\\n'}", "{\"content\": \"\\\\d\\\\n\"}"),
                arguments("{\"path\": \"a.txt", "{\"path\": \"a.txt\"}"),
                arguments("{\"path\": \"C:\\_x\"}", "{\"path\": \"C:_x\"}"),
                arguments("{“path“: ”a.txt“、 \"content\": \"x\"}", plain),
                arguments("{'content': １２}", "{\"content\": 12}"),
                arguments("", "{}"),
                arguments("None", "{}"),
                arguments("{\"arguments\": {}}", "{}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.txt",
                "{\"path\": }",
                "{\"path\": a.txt, \"content\": \"x\"}",
                "{\"path\": \"a.txt}",
                "{\"path\": \"a\nb",
                "{\"value\": 2,340}",
                "{\"path\": open('x').read()}",
                "{'path': 'a' 'content': 'b'}",
                "{\"path\": NaN}",
                "{'path': 007}",
                "[1, 2]",
                "{\"path\": x, \"options\": {\"path\": \"other.txt\"}}",
                "{\"content\": \"say \"hi\""
            })
    void what_could_only_be_guessed_is_a_complaint(String input) {
        assertThat(JsonArguments.read(input, TWO)).isInstanceOfSatisfying(JsonArguments.Complaint.class, complaint -> {
            assertThat(complaint.text()).contains("{\"path\": ..., \"content\": ...}");
            assertThat(complaint.text()).hasSizeLessThan(500).doesNotContain("\n");
        });
    }

    @ParameterizedTest
    @MethodSource("bareTexts")
    void a_single_string_parameter_may_come_bare(String input, String expected) {
        assertRead(input, ONE, JsonNodeFactory.instance.objectNode().put("code", expected));
    }

    static Stream<Arguments> bareTexts() {
        return Stream.of(
                arguments("print(1)", "print(1)"),
                arguments("42", "42"),
                arguments("\"print(1)\"", "print(1)"),
                arguments("'print(1)'", "print(1)"),
                arguments("'a' + 'b'", "'a' + 'b'"),
                arguments("[\"print(1)\"]", "print(1)"),
                arguments("x = {\"code\": \"y\"}", "x = {\"code\": \"y\"}"),
                arguments("{\"arguments\": \"print(1)\"}", "print(1)"),
                arguments("d = {'a': 1}\nprint(d)", "d = {'a': 1}\nprint(d)"),
                arguments("```python\nprint(1)\n\nprint(2)\n```", "print(1)\n\nprint(2)"),
                arguments("```\nx = 1\n```\nand then\n```py\nprint(x)\n```", "x = 1\nprint(x)"),
                arguments("```python\nprint(1)", "print(1)"),
                arguments("```print(1)```", "print(1)"),
                arguments("```json\n{\"code\": \"print(1)\"}\n```", "print(1)"),
                arguments("Here: {\"code\": \"print(1)\"}", "print(1)"),
                arguments("{\"code\": \"print(\"hi\")\"}", "print(\"hi\")"));
    }

    static Stream<Arguments> noted() {
        String plain = "{\"path\": \"a.txt\", \"content\": \"x\"}";
        return Stream.of(
                arguments(plain, ""),
                arguments("{\"path\": \"a.txt\", \"content\": \"x\",}", "json5"),
                arguments("{'content': True}", "json5 python_literal"),
                arguments("```json\n" + plain + "\n```", "fence"),
                arguments("So:\n```\n" + plain + "\n```", "prose fence"),
                arguments("Here " + plain, "prose"),
                arguments("{\"path\"：1}", "punctuation"),
                arguments("{\"content\": \"a\nb\"}", "raw_line_break"),
                arguments("{\"content\": \"\\d\"}", "bad_escape"),
                arguments("{\"content\": \"say \"hi\" to\"}", "stray_quote"),
                arguments("{\"content\": [1", "missing_closer"),
                arguments("[" + plain + "]", "wrapping"),
                arguments("[{'path': 1}]", "wrapping json5"),
                arguments("{\"x\": " + plain + "}", "wrapping"),
                arguments("\ufeff" + plain, "invisible_character"),
                arguments("", "missing_input"),
                arguments("None", "null_input"));
    }

    @ParameterizedTest
    @MethodSource("noted")
    void what_was_put_right_is_told(String input, String codes) {
        assertThat(JsonArguments.read(input, TWO))
                .isInstanceOfSatisfying(
                        JsonArguments.Read.class,
                        read -> assertThat(read.repairs().stream().map(Repair::code))
                                .containsExactlyInAnyOrder(codes.isEmpty() ? new String[0] : codes.split(" ")));
    }

    @Test
    void nothing_is_added_to_a_text_that_was_cut_off() {
        String whole = "{\"path\": \"a.txt\"}";

        assertThat(JsonArguments.read(whole, TWO, Ending.CUT)).isInstanceOf(JsonArguments.Read.class);
        assertThat(JsonArguments.read("{\"path\": 1", TWO, Ending.CUT)).isInstanceOf(JsonArguments.Complaint.class);
        assertThat(JsonArguments.read("{\"path\": 1", TWO, Ending.FOLLOWED))
                .isInstanceOf(JsonArguments.Complaint.class);
        assertThat(JsonArguments.read("print(1", ONE, Ending.CUT)).isInstanceOf(JsonArguments.Complaint.class);
        assertThat(JsonArguments.read("print(1", ONE, Ending.FOLLOWED)).isInstanceOf(JsonArguments.Read.class);
    }

    @Test
    void a_wrapping_name_that_the_tool_knows_stays() {
        ObjectNode parameters =
                Parameters.create().required("arguments", "object", "any").schema();

        assertRead("{\"arguments\": {\"path\": \"a\"}}", parameters, json("{\"arguments\": {\"path\": \"a\"}}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"path\": \"\\ud83d\"}", "{\"path\": \"a\ufffd.txt\"}", "{'content': ['\\udc00']}"})
    void broken_characters_are_not_passed_on(String input) {
        assertThat(JsonArguments.read(input, TWO))
                .isInstanceOfSatisfying(
                        JsonArguments.Complaint.class,
                        complaint -> assertThat(complaint.text()).contains("broken character"));
    }

    @Test
    void decimals_keep_every_digit() {
        JsonArguments read = JsonArguments.read("{\"value\": 0.10000000000000000001}", TWO);

        assertThat(read)
                .isInstanceOfSatisfying(
                        JsonArguments.Read.class,
                        it -> assertThat(it.arguments().path("value").decimalValue())
                                .isEqualTo(new BigDecimal("0.10000000000000000001")));
    }

    @ParameterizedTest
    @MethodSource("hostileTexts")
    void a_megabyte_of_anything_is_read(String input) {
        assertThat(JsonArguments.read(input, TWO)).isNotNull();
        assertThat(JsonArguments.read(input, ONE)).isNotNull();
    }

    static Stream<String> hostileTexts() {
        return Stream.of(
                        "{",
                        "[",
                        "}",
                        "\"",
                        "{\"a\":",
                        "```",
                        "```\n",
                        "/*",
                        "#",
                        "\\",
                        "“",
                        "'''",
                        "{}",
                        "{a",
                        "\" ",
                        "1",
                        "-",
                        "{\"\" \"")
                .map(piece -> piece.repeat(1_000_000 / piece.length()));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void written_arguments_are_read_back(long seed) {
        Random random = new Random(seed);
        ObjectNode written = JsonNodeFactory.instance.objectNode();
        written.put("path", RandomText.of(random, 10).replaceAll("\\p{Cs}", ""));
        written.put("content", RandomText.of(random, 40).replaceAll("\\p{Cs}", ""));
        written.putArray("list").add(random.nextInt()).add(random.nextBoolean()).addNull();

        assertRead(written.toString(), TWO, written);
        assertRead("So: " + written + " ok", TWO, written);
        assertRead(written.toPrettyString().replace("\n}", ",\n}"), TWO, written);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void any_text_is_read_without_throwing(long seed) {
        String text = RandomText.of(new Random(seed), 100);

        assertThat(JsonArguments.read(text, ONE)).isNotNull();
        assertThat(JsonArguments.read(text, TWO)).isNotNull();
        assertThat(JsonArguments.read("{" + text, TWO)).isNotNull();
    }

    private static void assertRead(String input, ObjectNode parameters, ObjectNode expected) {
        assertThat(JsonArguments.read(input, parameters))
                .isInstanceOfSatisfying(
                        JsonArguments.Read.class,
                        read -> assertThat(read.arguments()).isEqualTo(expected));
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    private static ObjectNode json(String text) {
        JsonNode node = StrictJson.read(text).orElseThrow();
        return (ObjectNode) node;
    }
}
