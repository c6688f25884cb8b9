package dev.qwen4j.model.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.FunctionCall;
import dev.qwen4j.model.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class HermesReaderTest {
    private static final Conversation PLAIN = Conversation.of(List.of(Message.user("q")));
    private static final Conversation CALLING = PLAIN.withFunctions(
            List.of(new FunctionSpec("f", "", JsonNodeFactory.instance.objectNode())), FunctionChoice.AUTO);

    private final HermesFormat format = new HermesFormat(HermesDialect.QWEN3, Set.of());

    /** What a reply's listener was told, deltas joined. */
    private static final class Told implements ReplyReader.Listener {
        private final StringBuilder content = new StringBuilder();
        private final StringBuilder reasoning = new StringBuilder();
        private final StringBuilder unread = new StringBuilder();
        private final List<String> started = new ArrayList<>();
        private final List<StringBuilder> arguments = new ArrayList<>();
        private final List<String> finished = new ArrayList<>();

        @Override
        public void content(String delta) {
            content.append(delta);
        }

        @Override
        public void reasoning(String delta) {
            reasoning.append(delta);
        }

        @Override
        public void callStarted(int index, String id, String name) {
            assertThat(index).isEqualTo(started.size());
            started.add(name);
            arguments.add(new StringBuilder());
        }

        @Override
        public void callArguments(int index, String delta) {
            assertThat(index).isEqualTo(started.size() - 1);
            arguments.get(index).append(delta);
        }

        @Override
        public void callFinished(int index, FunctionCall call) {
            assertThat(call.arguments()).isEqualTo(arguments.get(index).toString());
            assertThat(call.name()).isEqualTo(started.get(index));
            finished.add(call.name() + call.arguments());
        }

        @Override
        public void unread(String text) {
            unread.append(text);
        }

        @Override
        public String toString() {
            return content + "|" + reasoning + "|" + started + "|" + arguments + "|" + finished + "|" + unread;
        }
    }

    private Reply read(String text) {
        return read(CALLING, text);
    }

    private Reply read(Conversation conversation, String text) {
        ReplyReader reader = format.reader(conversation, ReplyReader.Listener.NONE);
        reader.read(text);
        return reader.finish(FinishReason.END_OF_TEXT);
    }

    private static String call(Reply reply) {
        return reply.calls().stream()
                .map(call -> call.name() + call.arguments())
                .reduce("", (a, b) -> a + (a.isEmpty() ? "" : " ") + b);
    }

    private static String tagged(String json) {
        return "<tool_call>\n" + json + "\n</tool_call>";
    }

    @Test
    void text_without_markers_is_the_content() {
        assertThat(read("\n\n  Hello <b>you</b>,\n1 < 2 <tool_kit> \n"))
                .isEqualTo(new Reply("  Hello <b>you</b>,\n1 < 2 <tool_kit>", "", List.of(), ""));
    }

    @Test
    void thought_comes_before_the_content_and_no_marker_in_it_counts() {
        assertThat(read("\n<think>\nMaybe <tool_call>\n{\"name\": \"f\"}\n</tool_call>?\n</think>\n\nNo."))
                .isEqualTo(new Reply("No.", "Maybe <tool_call>\n{\"name\": \"f\"}\n</tool_call>?", List.of(), ""));
    }

    @Test
    void thought_that_does_not_end_is_all_there_is() {
        assertThat(read("<think>\nhm </thi")).isEqualTo(new Reply("", "hm </thi", List.of(), ""));
    }

    @Test
    void thought_that_the_prompt_begins_is_read_from_its_middle() {
        HermesFormat thinking = new HermesFormat(HermesDialect.QWEN3_THINKING, Set.of());
        ReplyReader reader = thinking.reader(PLAIN, ReplyReader.Listener.NONE);

        reader.read("hm\n</think>\n\nYes.");

        assertThat(reader.finish(FinishReason.END_OF_TEXT)).isEqualTo(new Reply("Yes.", "hm", List.of(), ""));
    }

    @Test
    void think_marker_inside_the_content_is_content() {
        assertThat(read("Write <think> first").content()).isEqualTo("Write <think> first");
    }

    @Test
    void calls_follow_the_content_and_what_follows_them_is_dropped() {
        Reply reply = read("I look.\n" + tagged("{\"name\": \"f\", \"arguments\": {\"a\": [1, {}], \"b\": \"x\"}}")
                + "\n" + tagged("{\"name\": \"g\", \"arguments\": {}}") + "\n<tool_response>\n17");

        assertThat(reply.content()).isEqualTo("I look.");
        assertThat(call(reply)).isEqualTo("f{\"a\": [1, {}], \"b\": \"x\"} g{}");
        assertThat(reply.unread()).isEmpty();
        assertThat(reply.calls().get(0).id())
                .startsWith("call_")
                .isNotEqualTo(reply.calls().get(1).id());
    }

    @Test
    void only_the_first_call_counts_where_one_is_wanted() {
        String text = tagged("{\"name\": \"f\", \"arguments\": {}}") + tagged("{\"name\": \"g\", \"arguments\": {}}");

        assertThat(call(read(
                        CALLING.withFunctions(CALLING.functions(), FunctionChoice.AUTO.withParallel(false)), text)))
                .isEqualTo("f{}");
    }

    @Test
    void without_functions_a_call_is_content() {
        String text = tagged("{\"name\": \"f\", \"arguments\": {}}");

        assertThat(read(PLAIN, text)).isEqualTo(new Reply(text, "", List.of(), ""));
    }

    @Test
    void required_call_is_read_from_where_the_prompt_leaves_it() {
        assertThat(call(read(
                        CALLING.withFunctions(CALLING.functions(), FunctionChoice.named("f")),
                        " {\"a\": 1}}\n</tool_call>")))
                .isEqualTo("f{\"a\": 1}");
        assertThat(call(read(
                        CALLING.withFunctions(CALLING.functions(), FunctionChoice.REQUIRED),
                        "{\"name\": \"f\", \"arguments\": {\"a\": 1}}\n</tool_call>")))
                .isEqualTo("f{\"a\": 1}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            {"name": "f", "arguments": {"a": 1}}             ~ f{"a": 1}
            {"arguments": {"a": 1}, "name": "f"}             ~ f{"a": 1}
            {"name": "f", "arguments": {"a":1 ,"b" :[ ]} }   ~ f{"a":1 ,"b" :[ ]}
            {"name": "f", "arguments": "{\\"a\\": \\"\\\\n\\"}"}  ~ f{"a": "\\n"}
            {"name": "f", "arguments": null}                 ~ f{}
            {"name": "f"}                                    ~ f{}
            {"name": "f", "parameters": {"a": 1}}            ~ f{"a": 1}
            {"id": {"name": 1}, "name": " f ", "arguments": {"a": -1.5e3}} ~ f{"a": -1.5e3}
            {'name': 'f', 'arguments': {'a': 'it\\'s "x"'}}   ~ f{"a": "it's \\"x\\""}
            {"name": "f", "arguments": {"a": True, "b": None,}} ~ f{"a": true, "b": null}
            {"name": "f", "arguments": {"a": [1, 2, ], }, }  ~ f{"a": [1, 2 ] }
            {"name": "f", "arguments": {"a": 1}              ~ f{"a": 1}
            {"name": "f", "arguments": {"a": [1, {"b": 2     ~ f{"a": [1, {"b": 2}]}
            {"name": "f", "arguments": {"a": 1}}}            ~ f{"a": 1}
            {{"name": "f", "arguments": {"a": 1}}}           ~ f{"a": 1}
            {"name": "f", "arguments": {"a": "\\d+ \\u00e9 \\u0g"}} ~ f{"a": "\\\\d+ \\u00e9 \\\\u0g"}
            {"name": "f", "arguments": {"a": "</tool_call>"}} ~ f{"a": "</tool_call>"}
            {"name": "f", "arguments": {a: 1}}               ~ f{a: 1}
            {"name": "f", "arguments": {"a": 1 + 1}}         ~ f{"a": 1 + 1}
            {"name": "f", "arguments": {"a": 01, 'b': [}}}}   ~ f{"a": 01, 'b': [}}}
            {"name": "f", "arguments": {"a": "x" "y"}}       ~ f{"a": "x" "y"}
            """)
    void json_is_read_as_far_as_it_is_clear(String json, String expected) {
        assertThat(call(read(tagged(json)))).isEqualTo(expected);
    }

    @Test
    void line_breaks_and_controls_inside_strings_become_escapes() {
        assertThat(call(read(tagged("{\"name\": \"f\", \"arguments\": {\"a\": \"x\ny\t\u0001\"}}"))))
                .isEqualTo("f{\"a\": \"x\\ny\\t\\u0001\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            {"arguments": {"a": 1}}
            {"name": "", "arguments": {"a": 1}}
            {"name": f, "arguments": {"a": 1}}
            {"name": "f", "arguments":
            {"name": "f", "arguments": {
            {"name": "f", "arguments": {"a": "x
            {}
            {"name": "f", "note": NaN, "arguments": {}}
            """)
    void what_names_no_function_or_has_no_end_is_left_unread(String json) {
        Reply reply = read("Look:\n" + tagged(json) + " done");

        assertThat(reply.calls()).isEmpty();
        assertThat(reply.content()).isEqualTo("Look:");
        assertThat(reply.unread()).startsWith(json.endsWith("x") ? "<tool_call>" : tagged(json));
    }

    @Test
    void call_without_its_end_counts_if_its_json_is_complete() {
        assertThat(call(read("<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": 1}}")))
                .isEqualTo("f{\"a\": 1}");
        assertThat(call(read("<tool_call>{\"name\": \"f\", \"arguments\": {}}<tool_call>{\"name\": \"g\"}")))
                .isEqualTo("f{} g{}");
        assertThat(read("<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": 1}"))
                .isEqualTo(new Reply("", "", List.of(), "<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": 1}"));
        assertThat(read("<tool_call>\n")).isEqualTo(new Reply("", "", List.of(), "<tool_call>\n"));
    }

    @Test
    void marker_that_no_object_follows_is_content() {
        assertThat(read("Between <tool_call> and </tool_call> stands JSON.").content())
                .isEqualTo("Between <tool_call> and </tool_call> stands JSON.");
        assertThat(call(read("A <tool_call><tool_call>\n{\"name\": \"f\"}\n</tool_call>")))
                .isEqualTo("f{}");
    }

    @Test
    void arguments_are_told_while_they_are_written() {
        List<String> deltas = new ArrayList<>();
        ReplyReader reader = format.reader(CALLING, new ReplyReader.Listener() {
            @Override
            public void callStarted(int index, String id, String name) {
                deltas.add(name);
            }

            @Override
            public void callArguments(int index, String delta) {
                deltas.add(delta);
            }
        });

        for (String piece :
                List.of("<tool_call>\n{\"name\": \"f", "\", \"arguments\": {\"code\": \"print(", "1)\\n", "\"}}")) {
            reader.read(piece);
        }

        assertThat(deltas).containsExactly("f", "{\"code\": \"print(", "1)\\n", "\"}");
    }

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void any_text_is_read_the_same_wherever_it_is_split(long seed) {
        Random random = new Random(seed);
        String text = randomText(random);
        Told whole = new Told();
        Reply expected = finish(whole, List.of(text));
        List<String> pieces = new ArrayList<>();
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + 1 + random.nextInt(7));
            pieces.add(text.substring(from, to));
            from = to;
        }
        Told split = new Told();

        Reply reply = finish(split, pieces);

        assertThat(withoutIds(reply)).as(text).isEqualTo(withoutIds(expected));
        assertThat(split).as(text).hasToString(whole.toString());
        assertThat(split.content).hasToString(reply.content());
        assertThat(split.reasoning).hasToString(reply.reasoning());
        assertThat(split.unread).hasToString(reply.unread());
        assertThat(split.finished)
                .containsExactlyElementsOf(reply.calls().stream()
                        .map(call -> call.name() + call.arguments())
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void strict_json_is_passed_on_as_it_stands(long seed) throws Exception {
        String arguments = randomObject(new Random(seed), 4);

        Reply reply = read(tagged("{\"name\": \"f\", \"arguments\": " + arguments + "}"));

        assertThat(call(reply)).isEqualTo("f" + arguments);
        assertThat(new JsonMapper().readTree(arguments).isObject()).isTrue();
    }

    @Test
    void time_is_linear_in_the_text() {
        String deep = "<tool_call>{\"name\": \"f\", \"arguments\": " + "{\"a\": [".repeat(200_000);
        String wide = "<".repeat(200_000) + "\n".repeat(200_000) + "<tool_call>".repeat(50_000);

        assertThat(read(deep + wide).unread()).hasSizeGreaterThan(1_000_000);
        assertThat(read(wide + deep).calls()).isEmpty();
    }

    private Reply finish(Told told, List<String> pieces) {
        ReplyReader reader = format.reader(CALLING, told);
        pieces.forEach(reader::read);
        return reader.finish(FinishReason.LENGTH);
    }

    private static String withoutIds(Reply reply) {
        return reply.content() + "|" + reply.reasoning() + "|" + call(reply) + "|" + reply.unread();
    }

    private static String randomText(Random random) {
        List<String> parts = List.of(
                "<tool_call>",
                "</tool_call>",
                "<tool_call>\n{\"name\": \"f\", \"arguments\": ",
                "<think>",
                "</think>",
                "{\"name\": \"g\", ",
                "\"arguments\": {",
                "}",
                "}}\n</tool_call>",
                "\"",
                "'",
                "\\",
                "\\u00",
                ",",
                ": ",
                "[",
                "]",
                "1",
                "-2.5",
                "true",
                "None",
                "NaN",
                "a",
                "\n",
                " ",
                "<",
                "</tool",
                "é",
                "🙂",
                "\"k\": ");
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(30); i >= 0; i--) {
            text.append(parts.get(random.nextInt(parts.size())));
        }
        return text.toString();
    }

    private static String randomObject(Random random, int depth) {
        List<String> members = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            members.add(blank(random) + "\"k" + i + "\"" + blank(random) + ":" + randomValue(random, depth - 1));
        }
        return "{" + String.join(",", members) + blank(random) + "}";
    }

    private static String randomValue(Random random, int depth) {
        String value = switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0 -> "true";
            case 1 -> "null";
            case 2 -> "-12.5E+3";
            case 3 -> "0";
            case 4 -> "\"x\\\"\\u00e9\\n</tool_call> 'y' {[,: 🙂\"";
            case 5 -> "\"\"";
            case 6 -> "[" + randomValue(random, depth - 1) + "," + randomValue(random, depth - 1) + "]";
            default -> randomObject(random, depth);
        };
        return blank(random) + value + blank(random);
    }

    private static String blank(Random random) {
        return List.of("", "", " ", "\n  ").get(random.nextInt(4));
    }
}
