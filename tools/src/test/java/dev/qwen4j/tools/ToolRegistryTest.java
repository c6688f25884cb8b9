package dev.qwen4j.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolRegistryTest {
    private final ToolRegistry registry = new ToolRegistry(List.of(
            EchoTool.named("unit_convert", "Unit Converter", arguments -> "converted"),
            EchoTool.named("calculator", "Calculator", arguments -> "1"),
            EchoTool.named("天气", "Weather", arguments -> "rain")));

    @Test
    void names_and_specs_keep_the_given_order() {
        assertThat(registry.names()).containsExactly("unit_convert", "calculator", "天气");
        assertThat(registry.specs()).extracting(ToolSpec::humanName).startsWith("Unit Converter", "Calculator");
    }

    @Test
    void two_tools_of_one_name_are_refused() {
        List<Tool> twins = List.of(EchoTool.named("a"), EchoTool.named("a"));

        assertThatThrownBy(() -> new ToolRegistry(twins))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unit_convert", " unit_convert ", "`unit_convert`", "Unit_Convert", "unit-convert", "unit convert",
                "unitConvert", "unit_convert.", "\"unit_convert\"", "[unit_convert]", "unit_convert()",
                        "**unit_convert**",
                "\u200bunit_convert\ufeff", "ｕｎｉｔ＿ｃｏｎｖｅｒｔ", "“unit_convert”。", "Unit Converter", "unit converter"
            })
    void decoration_and_the_human_name_do_not_hide_a_tool(String name) {
        assertThat(registry.find(name)).map(tool -> tool.spec().name()).contains("unit_convert");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unit_converts", "unit", "calculater", "", "`", "weathers", "天", "None"})
    void a_similar_name_is_another_name(String name) {
        assertThat(registry.find(name)).isEmpty();
    }

    @Test
    void a_name_that_could_be_two_tools_is_unknown() {
        ToolRegistry ambiguous = new ToolRegistry(List.of(EchoTool.named("get_time"), EchoTool.named("gettime")));

        assertThat(ambiguous.find("GetTime")).isEmpty();
        assertThat(ambiguous.find("gettime")).isPresent();
    }

    @Test
    void an_unknown_tool_is_refused_with_the_names() throws InterruptedException {
        ToolCall call = registry.read("abacus", "{}");

        assertThat(call)
                .isEqualTo(new ToolCall.Refused(
                        "abacus", "unknown tool 'abacus': use one of unit_convert, calculator, 天气"));
        assertThat(registry.call(call))
                .isEqualTo(
                        new ToolResult.Failed("Error: unknown tool 'abacus': use one of unit_convert, calculator, 天气"));
    }

    @Test
    void a_call_that_fits_is_ready_and_made() throws InterruptedException {
        ToolRegistry echo = new ToolRegistry(List.of(EchoTool.named("echo")));

        ToolCall call = echo.read("Echo", "{'text': 'hello',}");

        assertThat(call).isInstanceOf(ToolCall.Ready.class);
        assertThat(echo.call(call)).isEqualTo(new ToolResult.Ok(ToolOutput.of("hello")));
    }

    @Test
    void a_missing_argument_is_refused_by_name() {
        assertThat(registry.read("calculator", "{\"expression\": \"1+1\"}"))
                .isEqualTo(
                        new ToolCall.Refused(
                                "calculator",
                                "missing argument 'text' (string: what to echo) in {\"expression\":\"1+1\"}: write the call again with it"));
    }

    @Test
    void what_a_tool_says_about_its_failure_reaches_the_model() throws InterruptedException {
        ToolRegistry failing = new ToolRegistry(List.of(EchoTool.named("t", "T", arguments -> {
            throw new ToolException("file not found: a.txt");
        })));

        assertThat(failing.call(failing.read("t", "x")))
                .isEqualTo(new ToolResult.Failed("Error: file not found: a.txt"));
    }

    @Test
    void a_failure_that_names_its_kind_needs_no_other_mark() throws InterruptedException {
        ToolRegistry failing = new ToolRegistry(List.of(EchoTool.named("t", "T", arguments -> {
            throw new ToolException("ValueError: too small");
        })));

        assertThat(failing.call(failing.read("t", "x"))).isEqualTo(new ToolResult.Failed("ValueError: too small"));
    }

    @Test
    void a_failure_nobody_meant_is_told_without_its_details() throws InterruptedException {
        ToolRegistry failing = new ToolRegistry(List.of(EchoTool.named("t", "T", arguments -> {
            throw new IllegalStateException("/secret/path");
        })));

        assertThat(failing.call(failing.read("t", "x")).text())
                .startsWith("Error: t failed unexpectedly (IllegalStateException)")
                .doesNotContain("secret");
    }

    @Test
    void a_long_observation_is_cut_with_a_note_and_never_through_a_character() throws InterruptedException {
        ToolRegistry chatty =
                new ToolRegistry(List.of(EchoTool.named("t", "T", arguments -> "abc" + "😀".repeat(1000))), 10);

        assertThat(chatty.call(chatty.read("t", "x")).text()).isEqualTo("abc😀😀😀\n[1,994 more characters were cut]");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void any_text_is_read_without_throwing(long seed) {
        Random random = new Random(seed);

        assertThat(registry.read(RandomText.of(random, 20), RandomText.of(random, 200)))
                .isNotNull();
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }
}
