package dev.qwen4j.agent.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qwen4j.agent.EchoTools;
import dev.qwen4j.agent.Protocol;
import dev.qwen4j.agent.functions.FunctionMessage.Assistant;
import dev.qwen4j.agent.functions.FunctionMessage.Result;
import dev.qwen4j.agent.functions.FunctionMessage.User;
import dev.qwen4j.agent.react.Dialogue;
import dev.qwen4j.agent.react.ReActProfile;
import dev.qwen4j.agent.react.ReActPrompt;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.chat.ChatMl;
import dev.qwen4j.tools.ToolSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class FunctionCallingTest {
    private static final List<ToolSpec> TOOLS = List.of(EchoTools.spec("f"));
    private static final String INSTRUCTION = new ReActPrompt(ReActProfile.OPENAI_API, 1000).instruction(TOOLS);

    private final FunctionCalling functions = new FunctionCalling(ReActProfile.OPENAI_API, TOOLS);
    private final FunctionCalling plain = new FunctionCalling(ReActProfile.OPENAI_API, List.of());

    @Test
    void a_result_is_continued_in_the_turn_of_its_call() {
        Dialogue dialogue = functions.dialogue(List.of(
                new User("q1"), new Assistant("c", List.of(new FunctionCall("", "f", "A"))), new Result("", "r")));

        assertThat(dialogue.turns()).hasSize(1);
        assertThat(dialogue.turns().getFirst().user()).isEqualTo(INSTRUCTION + "\n\nQuestion: q1");
        assertThat(dialogue.turns().getFirst().assistant())
                .isEqualTo("Thought: c\nAction: f\nAction Input: A\nObservation: r\nThought:");
    }

    @Test
    void with_history_the_functions_are_described_there_and_the_question_stands_alone() {
        Dialogue dialogue = functions.dialogue(List.of(new User("q1"), new Assistant("a1", List.of()), new User("q2")));

        assertThat(dialogue.turns())
                .containsExactly(
                        new Dialogue.Turn(
                                INSTRUCTION + "\n\nQuestion: q1",
                                "Thought: I now know the final answer.\nFinal Answer: a1"),
                        new Dialogue.Turn("q2", ""));
    }

    @Test
    void without_history_the_question_carries_the_functions() {
        assertThat(functions.dialogue(List.of(new User("\nq1 "))).turns())
                .containsExactly(new Dialogue.Turn(INSTRUCTION + "\n\nQuestion: q1", ""));
    }

    @Test
    void without_functions_the_conversation_is_plain_chat() {
        String prompt = plain.prompt(
                        List.of(
                                new FunctionMessage.System("Be kind."),
                                new User("q1"),
                                new Assistant("a1", List.of()),
                                new User("q2")),
                        new ChatMl())
                .display();

        assertThat(prompt).isEqualTo("""
                <|im_start|>system
                Be kind.<|im_end|>
                <|im_start|>user
                q1<|im_end|>
                <|im_start|>assistant
                a1<|im_end|>
                <|im_start|>user
                q2<|im_end|>
                <|im_start|>assistant
                """);
        assertThat(plain.stopWords()).isEmpty();
    }

    @Test
    void an_answer_after_a_result_belongs_to_the_same_turn() {
        Dialogue dialogue = functions.dialogue(List.of(
                new User("q1"),
                new Assistant("Thought: c", List.of(new FunctionCall("1", "f", "A"))),
                new Result("1", "r"),
                new Assistant("a", List.of()),
                new User("q2")));

        assertThat(dialogue.turns().getFirst().assistant()).isEqualTo("""
                Thought: c
                Action: f
                Action Input: A
                Observation: r
                Thought: I now know the final answer.
                Final Answer: a""");
    }

    @Test
    void calls_of_one_message_are_told_one_after_the_other_each_with_its_result() {
        Dialogue dialogue = functions.dialogue(List.of(
                new User("q1"),
                new Assistant("c", List.of(new FunctionCall("1", "f", "A"), new FunctionCall("2", "f", "B"))),
                new Result("2", "rb"),
                new Result("1", "ra")));

        assertThat(dialogue.turns().getFirst().assistant()).isEqualTo("""
                Thought: c
                Action: f
                Action Input: A
                Observation: ra
                Action: f
                Action Input: B
                Observation: rb
                Thought:""");
    }

    @Test
    void messages_in_an_impossible_order_are_refused_with_their_place() {
        assertThatThrownBy(() -> functions.dialogue(List.of(new FunctionMessage.System("s"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one user message");
        assertThatThrownBy(() -> functions.dialogue(List.of(new User("a"), new FunctionMessage.System("s"))))
                .hasMessageContaining("message 2 of 2 is a system message");
        assertThatThrownBy(() -> functions.dialogue(List.of(new User("a"), new User("b"))))
                .hasMessageContaining("message 2 of 2 is a second user message");
        assertThatThrownBy(() -> functions.dialogue(List.of(new Assistant("a", List.of()), new User("b"))))
                .hasMessageContaining("message 1 of 2 is an assistant message");
        assertThatThrownBy(() -> functions.dialogue(List.of(new User("a"), new Result("", "b"))))
                .hasMessageContaining("message 2 of 2 is the result of a call");
    }

    @Test
    void an_action_is_a_call_with_arguments_in_json() {
        Reply reply = read("Thought: a\nAction: F\nAction Input: {'text': 'x',}");

        assertThat(reply.content()).isEqualTo("a");
        assertThat(reply.calls()).hasSize(1);
        assertThat(reply.calls().getFirst().id()).startsWith("call_");
        assertThat(reply.calls().getFirst().name()).isEqualTo("f");
        assertThat(reply.calls().getFirst().arguments()).isEqualTo("{\"text\": \"x\"}");
    }

    @Test
    void arguments_that_do_not_fit_are_left_to_the_client() {
        assertThat(read("Action: f\nAction Input: {\"other\": 1}")
                        .calls()
                        .getFirst()
                        .arguments())
                .isEqualTo("{\"other\": 1}");
        assertThat(read("Action: g\nAction Input: whatever").calls().getFirst())
                .returns("g", FunctionCall::name)
                .returns("whatever", FunctionCall::arguments);
    }

    @Test
    void a_final_answer_is_the_content() {
        assertThat(read("Thought: x\nFinal Answer: 42")).isEqualTo(new Reply("42", List.of()));
        assertThat(read("Final Answer: 42")).isEqualTo(new Reply("42", List.of()));
        assertThat(read("Hello")).isEqualTo(new Reply("Hello", List.of()));
    }

    private Reply read(String text) {
        Protocol.Reader reader = functions.reader(List.of(new User("q")), Protocol.Listener.NONE);
        reader.read(text);
        return functions.reply(reader.finish(FinishReason.END_OF_TEXT));
    }
}
