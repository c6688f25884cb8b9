package dev.qwen4j.agent.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.qwen4j.agent.EchoTools;
import dev.qwen4j.agent.react.Dialogue;
import dev.qwen4j.agent.react.ReActProfile;
import dev.qwen4j.agent.react.ReActPrompt;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.FunctionCall;
import dev.qwen4j.model.Message;
import dev.qwen4j.model.Message.Assistant;
import dev.qwen4j.model.Message.FunctionResult;
import dev.qwen4j.model.Message.User;
import dev.qwen4j.model.chat.ChatMl;
import dev.qwen4j.model.chat.Conversation;
import dev.qwen4j.model.chat.FunctionChoice;
import dev.qwen4j.model.chat.FunctionSpec;
import dev.qwen4j.model.chat.Reply;
import dev.qwen4j.model.chat.ReplyReader;
import dev.qwen4j.tools.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReActFormatTest {
    private static final List<ToolSpec> TOOLS = List.of(EchoTools.spec("f"));
    private static final String INSTRUCTION = new ReActPrompt(ReActProfile.OPENAI_API, 1000).instruction(TOOLS);

    private static final List<FunctionSpec> FUNCTIONS = TOOLS.stream()
            .map(tool -> new FunctionSpec(tool.name(), tool.description(), tool.parameters()))
            .toList();

    private final ReActFormat format = new ReActFormat(ReActProfile.OPENAI_API, new ChatMl());

    @Test
    void a_result_is_continued_in_the_turn_of_its_call() {
        Dialogue dialogue = dialogue(List.of(
                new User("q1"),
                new Assistant("c", "", List.of(new FunctionCall("", "f", "A"))),
                new FunctionResult("", "f", "r")));

        assertThat(dialogue.turns()).hasSize(1);
        assertThat(dialogue.turns().getFirst().user()).isEqualTo(INSTRUCTION + "\n\nQuestion: q1");
        assertThat(dialogue.turns().getFirst().assistant())
                .isEqualTo("Thought: c\nAction: f\nAction Input: A\nObservation: r\nThought:");
    }

    @Test
    void with_history_the_functions_are_described_there_and_the_question_stands_alone() {
        Dialogue dialogue = dialogue(List.of(new User("q1"), new Assistant("a1", "", List.of()), new User("q2")));

        assertThat(dialogue.turns())
                .containsExactly(
                        new Dialogue.Turn(
                                INSTRUCTION + "\n\nQuestion: q1",
                                "Thought: I now know the final answer.\nFinal Answer: a1"),
                        new Dialogue.Turn("q2", ""));
    }

    @Test
    void without_history_the_question_carries_the_functions() {
        assertThat(dialogue(List.of(new User("\nq1 "))).turns())
                .containsExactly(new Dialogue.Turn(INSTRUCTION + "\n\nQuestion: q1", ""));
    }

    @Test
    void without_functions_the_conversation_is_plain_chat() {
        Conversation conversation = Conversation.of(List.of(
                new Message.System("Be kind."), new User("q1"), new Assistant("a1", "", List.of()), new User("q2")));

        assertThat(format.render(conversation).display()).isEqualTo("""
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
        assertThat(format.stopWords(conversation)).isEmpty();
    }

    @Test
    void an_answer_after_a_result_belongs_to_the_same_turn() {
        Dialogue dialogue = dialogue(List.of(
                new User("q1"),
                new Assistant("Thought: c", "", List.of(new FunctionCall("1", "f", "A"))),
                new FunctionResult("1", "f", "r"),
                new Assistant("a", "", List.of()),
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
        Dialogue dialogue = dialogue(List.of(
                new User("q1"),
                new Assistant("c", "", List.of(new FunctionCall("1", "f", "A"), new FunctionCall("2", "f", "B"))),
                new FunctionResult("2", "f", "rb"),
                new FunctionResult("1", "f", "ra")));

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
        assertThatThrownBy(() -> dialogue(List.of(new Message.System("s"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one user message");
        assertThatThrownBy(() -> dialogue(List.of(new User("a"), new Message.System("s"))))
                .hasMessageContaining("message 2 of 2 is a system message");
        assertThatThrownBy(() -> dialogue(List.of(new User("a"), new User("b"))))
                .hasMessageContaining("message 2 of 2 is a second user message");
        assertThatThrownBy(() -> dialogue(List.of(new Assistant("a", "", List.of()), new User("b"))))
                .hasMessageContaining("message 1 of 2 is an assistant message");
        assertThatThrownBy(() -> dialogue(List.of(new User("a"), new FunctionResult("", "f", "b"))))
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
    void a_final_answer_is_the_content_and_the_thought_before_it_reasoning() {
        assertThat(read("Thought: x\nFinal Answer: 42")).isEqualTo(new Reply("42", "x", List.of(), ""));
        assertThat(read("Final Answer: 42")).isEqualTo(new Reply("42", "", List.of(), ""));
        assertThat(read("Hello")).isEqualTo(new Reply("Hello", "", List.of(), ""));
    }

    @Test
    void what_is_no_call_after_all_is_kept_beside_the_thought() {
        assertThat(read("Thought: x\nAction:\nAction Input: {}"))
                .isEqualTo(new Reply("x", "", List.of(), "Thought: x\nAction:\nAction Input: {}"));
    }

    @Test
    void a_listener_is_told_the_reply() {
        assertThat(told("Thought: x\nFinal Answer: 42")).containsExactly("reasoning x", "content 42");
        assertThat(told("Thought: x\nAction: f\nAction Input: {\"text\": \"y\"}"))
                .containsExactly("content x", "started f", "arguments {\"text\": \"y\"}", "finished f");
    }

    @Test
    void a_required_call_is_begun_by_the_host() {
        Conversation required =
                Conversation.of(List.of(new User("q"))).withFunctions(FUNCTIONS, FunctionChoice.REQUIRED);
        Conversation named = Conversation.of(List.of(
                        new User("q"),
                        new Assistant("", "", List.of(new FunctionCall("1", "f", "{}"))),
                        new FunctionResult("1", "f", "r")))
                .withFunctions(FUNCTIONS, FunctionChoice.named("f"));

        assertThat(format.render(required).display()).endsWith("<|im_start|>assistant\nAction:");
        assertThat(read(required, " f\nAction Input: {\"text\": \"y\"}").calls())
                .extracting(FunctionCall::name)
                .containsExactly("f");
        assertThat(format.render(named).display()).endsWith("\nObservation: r\nAction: f\nAction Input:");
        assertThat(read(named, " {\"text\": \"y\"}").calls())
                .extracting(FunctionCall::arguments)
                .containsExactly("{\"text\": \"y\"}");
    }

    @Test
    void a_function_that_declares_no_parameters_can_be_called() {
        FunctionSpec bare = new FunctionSpec("now", "", JsonNodeFactory.instance.objectNode());
        Conversation conversation =
                Conversation.of(List.of(new User("q"))).withFunctions(List.of(bare), FunctionChoice.AUTO);

        assertThat(format.render(conversation).display()).contains("now: Call this tool");
        assertThat(read(conversation, "Action: now\nAction Input: {}").calls())
                .extracting(FunctionCall::arguments)
                .containsExactly("{}");
    }

    private Dialogue dialogue(List<Message> messages) {
        return format.dialogue(Conversation.of(messages).withFunctions(FUNCTIONS, FunctionChoice.AUTO));
    }

    private Reply read(String text) {
        return read(Conversation.of(List.of(new User("q"))).withFunctions(FUNCTIONS, FunctionChoice.AUTO), text);
    }

    private Reply read(Conversation conversation, String text) {
        ReplyReader reader = format.reader(conversation, ReplyReader.Listener.NONE);
        reader.read(text);
        return reader.finish(FinishReason.END_OF_TEXT);
    }

    private List<String> told(String text) {
        List<String> told = new ArrayList<>();
        ReplyReader reader = format.reader(
                Conversation.of(List.of(new User("q"))).withFunctions(FUNCTIONS, FunctionChoice.AUTO),
                new ReplyReader.Listener() {
                    @Override
                    public void content(String delta) {
                        told.add("content " + delta);
                    }

                    @Override
                    public void reasoning(String delta) {
                        told.add("reasoning " + delta);
                    }

                    @Override
                    public void callStarted(int index, String id, String name) {
                        told.add("started " + name);
                    }

                    @Override
                    public void callArguments(int index, String delta) {
                        told.add("arguments " + delta);
                    }

                    @Override
                    public void callFinished(int index, FunctionCall call) {
                        told.add("finished " + call.name());
                    }
                });
        reader.read(text);
        reader.finish(FinishReason.END_OF_TEXT);
        return told;
    }
}
