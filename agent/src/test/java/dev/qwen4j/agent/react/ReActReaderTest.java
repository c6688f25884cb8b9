package dev.qwen4j.agent.react;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.agent.EchoTools;
import dev.qwen4j.agent.Protocol;
import dev.qwen4j.agent.Step;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.tools.ToolNames;
import dev.qwen4j.tools.ToolSpec;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReActReaderTest {
    private static final List<ToolSpec> TOOLS = List.of(EchoTools.spec("calculator"), EchoTools.spec("current_time"));

    private final Heard heard = new Heard();

    @Test
    void thought_and_answer_are_heard_while_they_are_written() {
        ReActReader reader = new ReActReader(new ToolNames(TOOLS), heard);

        reader.read("Thought: I know a very long thought by now");

        assertThat(heard.thought).startsWithIgnoringCase("I know");

        reader.read("\nFinal Answer: 4");

        assertThat(heard.thought).hasToString("I know a very long thought by now");
        assertThat(heard.answer).hasToString("4");

        reader.read("2\n");
        Step step = reader.finish(FinishReason.END_OF_TEXT);

        assertThat(heard.answer).hasToString("42");
        assertThat(step.thought()).isEqualTo("I know a very long thought by now");
    }

    @Test
    void a_text_without_markers_is_heard_as_the_answer() {
        read("Hello", " you", "\nthere");

        assertThat(heard.answer).hasToString("Hello you\nthere");
        assertThat(heard.thought).isEmpty();
    }

    static LongStream seeds() {
        return LongStream.range(0, 3000);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void any_text_gives_the_same_wherever_it_is_split(long seed) {
        Random random = new Random(seed);
        String text = ReActTexts.random(random);
        FinishReason reason = FinishReason.values()[random.nextInt(3)];
        Step whole = new ReActParser(TOOLS).parse(text, reason);
        ReActReader reader = new ReActReader(new ToolNames(TOOLS), heard);

        int from = 0;
        while (from < text.length()) {
            int to = Math.min(text.length(), from + 1 + random.nextInt(1 + random.nextInt(10)));
            reader.read(text.substring(from, to));
            from = to;
        }
        Step step = reader.finish(reason);

        assertThat(step).as(text).isEqualTo(whole);
        assertThat(heard.thought).as(text).hasToString(step.thought());
        assertThat(heard.answer).as(text).hasToString(step instanceof Step.FinalAnswer f ? f.answer() : "");
    }

    /** What a fuzzer found. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Thought: x\n<tool_call>\n{\"name\": \"calculator\", \"arguments\": {}}\n</tool_call>\nAction: y\nz",
                "Thought: I need it\nActi<tool_call>: \"Final Answer\" K\nAction: calculatoz\nAc",
                "✿FUNCTION✿: calculat\"<tool_call>: \"1\"}\n✿RESULT✿"
            })
    void several_calls_and_markers_are_read_the_same_in_pieces(String text) {
        Step step = read(text.split(""));

        assertThat(step).isEqualTo(new ReActParser(TOOLS).parse(text, FinishReason.END_OF_TEXT));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void no_marker_is_heard_at_the_start_of_a_line_of_a_thought(long seed) {
        // A marker in a JSON string is text, wherever the string stands.
        String text = ReActTexts.random(new Random(seed)).replaceAll("[{\\[]", "");

        read(text.split(""));

        heard.thought
                .toString()
                .lines()
                .skip(1)
                .forEach(line ->
                        assertThat(new LineHead(0).look(line, true)).as(text).isInstanceOf(LineHead.Found.Plain.class));
    }

    /** Quadratic reading of this much text would take hours. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                " ",
                "\n",
                "Thought: ",
                "Thought:\n",
                " Action:",
                "*",
                "\"",
                "Action: None\n",
                "a. Final Answer",
                "Action: calculator\nAction Input: {\"a\": \"\nObservation:",
                "Action: x Action Input:",
                "```\n",
                "：",
                "1. ",
                "{\nThought:\n",
                "{\"a\": \"",
                "[{\n",
                "<tool_call>",
                "<tool_call",
                "✿FUNCTION✿: a\n",
                "```\nThought: ",
                "Action: {\"a\": \"b\nObservation: ",
                "** "
            })
    void a_long_text_is_read_character_by_character(String part) {
        ReActReader reader = new ReActReader(new ToolNames(TOOLS), heard);
        String text = "Thought: " + part.repeat(100_000 / part.length());

        for (int i = 0; i < text.length(); i++) {
            reader.read(text.substring(i, i + 1));
        }

        assertThat(reader.finish(FinishReason.END_OF_TEXT)).isEqualTo(new ReActParser(TOOLS).parse(text));
    }

    private Step read(String... pieces) {
        ReActReader reader = new ReActReader(new ToolNames(TOOLS), heard);
        for (String piece : pieces) {
            reader.read(piece);
        }
        return reader.finish(FinishReason.END_OF_TEXT);
    }

    static final class Heard implements Protocol.Listener {
        final StringBuilder thought = new StringBuilder();
        final StringBuilder answer = new StringBuilder();

        @Override
        public void thought(String delta) {
            thought.append(delta);
        }

        @Override
        public void answer(String delta) {
            answer.append(delta);
        }
    }
}
