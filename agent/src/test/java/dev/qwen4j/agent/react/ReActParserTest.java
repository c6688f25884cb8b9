package dev.qwen4j.agent.react;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.qwen4j.agent.EchoTools;
import dev.qwen4j.agent.Step;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.tools.Ending;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReActParserTest {
    private final ReActParser parser = parser("calculator", "current_time");

    private static ReActParser parser(String... tools) {
        return new ReActParser(Stream.of(tools).map(EchoTools::spec).toList());
    }

    @Test
    void an_action_has_its_thought_tool_and_input() {
        Step step = parser.parse("Thought: a\nAction: t\nAction Input: {\"x\": 1}\nObservation:");

        assertThat(step)
                .isEqualTo(new Step.Action(
                        "a",
                        List.of(new Step.Call("t", "{\"x\": 1}", Ending.STOPPED)),
                        "Thought: a\nAction: t\nAction Input: {\"x\": 1}",
                        new Step.Notes(Set.of(), "Observation:")));
    }

    @Test
    void a_final_answer_keeps_the_thought_before_it() {
        Step step = parser.parse("I know it.\nFinal Answer: 42\n");

        assertThat(step).isEqualTo(new Step.FinalAnswer("I know it.", "42", "I know it.\nFinal Answer: 42"));
    }

    static Stream<Arguments> actions() {
        return Stream.of(
                arguments("Action: calculator\nAction Input: 1", "1"),
                arguments("\n\nThought: a\nAction: calculator\nAction Input: 1", "1"),
                arguments("Action: calculator\nAction Input:\n```py\nprint(1)\n```", "```py\nprint(1)\n```"),
                arguments("action: calculator\naction input: 1", "1"),
                arguments("ACTION: calculator\nACTION INPUT: 1", "1"),
                arguments("Action：calculator\nAction Input：1", "1"),
                arguments("Action : calculator\nAction Input : 1", "1"),
                arguments("Action_Input: x\nAction: calculator\nAction_Input: 1", "1"),
                arguments("Action: calculator\nActionInput: 1", "1"),
                arguments("Action 1: calculator\nAction Input 1: 1\nObservation 1: 3", "1"),
                arguments("**Action:** calculator\n**Action Input:** 1", "1"),
                arguments("**Action**: `calculator`\n**Action Input**: 1", "1"),
                arguments("### Action: calculator\n### Action Input: 1", "1"),
                arguments("- Action: calculator\n- Action Input: 1", "1"),
                arguments("1. Thought: a\n2. Action: calculator\n3. Action Input: 1", "1"),
                arguments("思考：好的\n行动：calculator\n行动输入：1\n观察：2", "1"),
                arguments("想法: 好的\n动作: calculator\n动作输入: 1\n观察结果: 2", "1"),
                arguments("Action:\ncalculator\nAction Input:\n1", "1"),
                arguments("\ufeffAction: calculator\n\u200bAction Input: 1", "1"),
                arguments("Action: calculator\r\nAction Input: 1\r\nObservation: 2", "1"),
                arguments("Action: calculator\nAction Input: 1\nThought: b\nAction: current_time", "1"),
                arguments("Action: calculator\nAction Input: 1\nFinal Answer: 2", "1"),
                arguments("Action: calculator\nAction Input: 1\nObserv", "1"),
                arguments("Action: None\nAction: calculator\nAction Input: 1", "1"),
                arguments("Action: calculator\nFinal Answer: 4", ""),
                arguments("Action: calculator", ""),
                arguments("Thought: Action: calculator\nAction Input: 1", "1"),
                arguments("Thought: Thought: a\nAction: calculator\nAction Input: 1", "1"),
                arguments(
                        "Action: calculator\nAction Input: {\"a\": \"x\nObservation: y\"}\nObservation: z",
                        "{\"a\": \"x\nObservation: y\"}"),
                arguments(
                        "Action: calculator\nAction Input: {\"a\": \"\\\"\nThought: y\"}",
                        "{\"a\": \"\\\"\nThought: y\"}"),
                arguments("Action: calculator\nAction Input: ```\nAction: y\n```\nThought: b", "```\nAction: y\n```"),
                arguments("Action: calculator\nAction Input: {\"a\": \"x}\nObservation: y\nThought: z", "{\"a\": \"x}"),
                arguments("Action: calculator\nAction Input: ```py\nx = 1\nObservation: y", "```py\nx = 1"),
                arguments(
                        "Thought: I should. Action: calculator Action Input: {\"a\": \"b Observation: c\"}",
                        "{\"a\": \"b Observation: c\"}"));
    }

    @ParameterizedTest
    @MethodSource("actions")
    void an_action_is_read_in_every_spelling(String text, String input) {
        assertThat(parser.parse(text)).isInstanceOfSatisfying(Step.Action.class, action -> {
            assertThat(action.tool()).isEqualTo("calculator");
            assertThat(action.input()).isEqualTo(input);
        });
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                arguments("Final Answer: 42", "42"),
                arguments("Thought: a\nFinal Answer:42", "42"),
                arguments("Thought: a\nFinal Answer：42", "42"),
                arguments("Thought: a\n**Final Answer**: 42", "42"),
                arguments("Thought: a\n最终答案：42", "42"),
                arguments("Thought: a\nFinal_Answer: 42", "42"),
                arguments("Thought: a. Final Answer: 42", "42"),
                arguments(
                        "Thought: a\nFinal Answer: 42\nAction: calculator\nAction Input: 1",
                        "42\nAction: calculator\nAction Input: 1"),
                arguments("Thought: a\nFinal Answer: 42\nObservation: b", "42"),
                arguments("Thought: a\nFinal Answer: 42\nObserv", "42"),
                arguments("Thought: a\nFinal Answer: 42\nO", "42"),
                arguments("Thought: a\nAction: None\nAction Input: None\nFinal Answer: 42", "42"),
                arguments("Thought: a\nAction: N/A\nFinal Answer: 42", "42"),
                arguments("Thought: a\nAction: 无\nFinal Answer: 42", "42"),
                arguments("Thought: a\nAction: No tool needed.\nFinal Answer: 42", "42"),
                arguments("Thought: It is 42.\nAction: None", "It is 42."),
                arguments("Thought: It is 42.", "It is 42."),
                arguments("Thought: a\nObservation: b\nFinal Answer: c", "a"),
                arguments("Hello!", "Hello!"),
                arguments("Hello!\n\nThe answer is 42.\n", "Hello!\n\nThe answer is 42."),
                arguments("the Action: is none of a marker\nbut text", "the Action: is none of a marker\nbut text"));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void an_answer_is_read_in_every_spelling(String text, String answer) {
        assertThat(parser.parse(text))
                .isInstanceOfSatisfying(
                        Step.FinalAnswer.class,
                        step -> assertThat(step.answer()).isEqualTo(answer));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n ",
                "Thought:",
                "Thought: I should use the calculator tool.",
                "Thought: 我应该使用calculator工具。",
                "Thought: a\nAction:",
                "Thought: a\nAction:\nAction Input: {}",
                "Action Input: {}",
                "Observation: b",
                "Thought: a\nFinal Answer:",
                "Action: None"
            })
    void a_step_that_asks_for_nothing_is_malformed(String text) {
        assertThat(parser.parse(text))
                .isInstanceOfSatisfying(
                        Step.Malformed.class,
                        malformed -> assertThat(malformed.complaint()).isNotBlank());
    }

    @Test
    void what_is_known_of_the_end_of_an_input_is_told() {
        String text = "Action: calculator\nAction Input: 1";

        assertThat(ending(text, FinishReason.LENGTH)).isEqualTo(Ending.CUT);
        assertThat(ending(text + "\nObservation: 2", FinishReason.LENGTH)).isEqualTo(Ending.FOLLOWED);
        assertThat(ending(text, FinishReason.STOP_WORD)).isEqualTo(Ending.STOPPED);
        assertThat(parser.parse("Action: calc", FinishReason.LENGTH)).isInstanceOf(Step.Malformed.class);
    }

    private Ending ending(String text, FinishReason reason) {
        return ((Step.Action) parser.parse(text, reason)).calls().getFirst().ending();
    }

    @Test
    void what_a_model_invents_after_its_action_is_no_part_of_the_step() {
        Step step = parser.parse("Action: calculator\nAction Input: 1\nObservation: 2\nFinal Answer: 3");

        assertThat(step.text()).isEqualTo("Action: calculator\nAction Input: 1");
    }

    @Test
    void names_may_be_decorated() {
        assertThat(parser.parse("Action: \"calculator\".\nAction Input: 1"))
                .isInstanceOfSatisfying(
                        Step.Action.class, action -> assertThat(action.tool()).isEqualTo("calculator"));
    }

    @Test
    void a_tool_may_be_called_none() {
        Step step = parser("none").parse("Action: none\nAction Input: 1");

        assertThat(step).isInstanceOf(Step.Action.class);
    }
}
