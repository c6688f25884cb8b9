package dev.qwen4j.model.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.FunctionCall;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.Message;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.checkpoint.Architecture;
import dev.qwen4j.model.checkpoint.QwenConfig;
import dev.qwen4j.model.testing.ScriptedForwardPass;
import dev.qwen4j.model.tokenizer.QwenTokenizer;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointFormatTest {
    /** Not a published template, but what tells the published ones apart. */
    private static final String CALLS = "{{- '\\n<tool_call>\\n' }}";

    private static final String SYSTEM = "{{- '<|im_start|>system\\nSolve it in \\\\boxed{}.<|im_end|>\\n' }}";
    private static final String VERBATIM = "{%- if tool_call.arguments is string %}";
    private static final String SWITCH = "{%- if enable_thinking is defined and enable_thinking is false %}";
    private static final String BEGUN = "{{- '<|im_start|>assistant\\n<think>\\n' }}";
    private static final List<Message> QUESTION = List.of(Message.user("q"));

    @TempDir
    private Path folder;

    @Test
    void dialect_is_what_the_template_speaks_of() {
        assertThat(HermesDialect.of("{{ '<|im_start|>assistant\\n' }}")).isEmpty();
        assertThat(HermesDialect.of(SYSTEM + CALLS))
                .contains(new HermesDialect("Solve it in \\boxed{}.", HermesDialect.Thinking.NEVER, false, false));
        assertThat(HermesDialect.of(CALLS + VERBATIM + SWITCH)).contains(HermesDialect.QWEN3);
        assertThat(HermesDialect.of(CALLS + VERBATIM + BEGUN)).contains(HermesDialect.QWEN3_THINKING);
        assertThat(HermesDialect.of(CALLS + VERBATIM)).contains(HermesDialect.QWEN3_INSTRUCT);
        assertThat(HermesDialect.of(CALLS + "{{- \"{{\\\"name\\\": <function-name>}}\" }}"))
                .contains(new HermesDialect("", HermesDialect.Thinking.NEVER, false, true));
        assertThat(HermesDialect.of((SYSTEM + CALLS).replace("\\n", "\n"))).isEqualTo(HermesDialect.of(SYSTEM + CALLS));
    }

    @Test
    void template_is_found_in_its_file_or_among_several() throws IOException {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("chat_template").addObject().put("name", "default").put("template", SYSTEM + CALLS);
        Files.writeString(folder.resolve("tokenizer_config.json"), new JsonMapper().writeValueAsString(json));

        assertThat(rendered(Architecture.QWEN2)).contains("Solve it in \\boxed{}.");

        Files.writeString(folder.resolve("chat_template.jinja"), CALLS + BEGUN);

        assertThat(rendered(Architecture.QWEN2))
                .isEqualTo("<|im_start|>user\nq<|im_end|>\n<|im_start|>assistant\n<think>\n");
        assertThat(rendered(Architecture.QWEN)).startsWith("<|im_start|>system\nYou are a helpful assistant.");
    }

    @Test
    void without_a_template_the_control_tokens_decide() {
        assertThat(rendered(Architecture.QWEN2)).startsWith("<|im_start|>system\nYou are a helpful assistant.");
        assertThat(rendered(Architecture.QWEN2, "<tool_call>")).startsWith("<|im_start|>system\nYou are Qwen");
        assertThat(rendered(Architecture.QWEN3, "<tool_call>", "<think>")).startsWith("<|im_start|>user\nq");
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen", "qwen2", "qwen3"})
    void template_without_calls_gives_plain_chat(String name) throws URISyntaxException {
        Path golden = Path.of(
                CheckpointFormatTest.class.getResource("/golden/" + name).toURI());
        FunctionFormat format = CheckpointFormat.of(
                golden,
                QwenConfig.read(golden).architecture(),
                QwenTokenizer.load(golden).controlTokens());
        FunctionSpec function = new FunctionSpec("f", "", JsonNodeFactory.instance.objectNode());

        assertThat(format.render(Conversation.of(QUESTION))).isEqualTo(new ChatMl().render(QUESTION));
        assertThat(format.stopWords(Conversation.of(QUESTION))).isEmpty();
        assertThatThrownBy(() ->
                        format.render(Conversation.of(QUESTION).withFunctions(List.of(function), FunctionChoice.AUTO)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("ReActFormat");
    }

    @Test
    void published_markers_that_are_tokens_are_written_as_tokens() throws URISyntaxException {
        Path golden =
                Path.of(CheckpointFormatTest.class.getResource("/golden/qwen2").toURI());
        QwenTokenizer tokenizer = QwenTokenizer.load(golden);
        HermesFormat format = new HermesFormat(HermesDialect.QWEN3, tokenizer.controlTokens());
        Conversation quick = Conversation.of(QUESTION).withThinking(false);

        int[] ids = tokenizer.encode(format.render(quick.withFunctions(
                List.of(new FunctionSpec("f", "", JsonNodeFactory.instance.objectNode())), FunctionChoice.REQUIRED)));

        assertThat(ids).contains(tokenizer.controlId("<tool_call>"));
        assertThat(tokenizer.decode(ids)).endsWith("<think>\n\n</think>\n\n<tool_call>\n");
        assertThat(tokenizer.controlTokens()).doesNotContain("<think>");
    }

    @Test
    @Timeout(60)
    void call_comes_through_template_tokens_and_text(@TempDir Path checkpoint) throws Exception {
        Path golden =
                Path.of(CheckpointFormatTest.class.getResource("/golden/qwen3").toURI());
        try (Stream<Path> files = Files.list(golden)) {
            for (Path file : files.toList()) {
                Files.copy(file, checkpoint.resolve(file.getFileName()));
            }
        }
        Files.writeString(checkpoint.resolve("chat_template.jinja"), CALLS + VERBATIM + SWITCH);
        String scripted = "<think>\nhm\n</think>\n\nI call.\n<tool_call>\n"
                + "{\"name\": \"f\", \"arguments\": {\"a\": \"é\"}}\n</tool_call>";

        try (QwenModel model =
                QwenModel.over(checkpoint, tokenizer -> new ScriptedForwardPass(tokenizer, prompt -> scripted))) {
            Conversation conversation = Conversation.of(QUESTION)
                    .withFunctions(
                            List.of(new FunctionSpec("f", "", JsonNodeFactory.instance.objectNode())),
                            FunctionChoice.AUTO);
            ReplyReader reader = model.functionFormat().reader(conversation, ReplyReader.Listener.NONE);
            Completion completion = model.complete(
                    model.functionFormat().render(Conversation.of(QUESTION)), GenerationConfig.GREEDY, reader::read);
            Reply reply = reader.finish(completion.finishReason());

            assertThat(completion.text()).isEqualTo(scripted);
            assertThat(reply.reasoning()).isEqualTo("hm");
            assertThat(reply.content()).isEqualTo("I call.");
            assertThat(reply.calls()).extracting(FunctionCall::arguments).containsExactly("{\"a\": \"é\"}");
            assertThat(model.chatTemplate()
                            .render(List.of(QUESTION.getFirst(), reply.message()))
                            .display())
                    .contains("assistant\n" + scripted + "<|im_end|>");
        }
    }

    private String rendered(Architecture architecture, String... controlTokens) {
        return CheckpointFormat.of(folder, architecture, Set.of(controlTokens))
                .render(Conversation.of(QUESTION))
                .display();
    }
}
