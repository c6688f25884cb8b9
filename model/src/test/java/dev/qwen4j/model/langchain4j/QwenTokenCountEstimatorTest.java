package dev.qwen4j.model.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.checkpoint.EmbeddedCheckpoint;
import dev.qwen4j.model.testing.ScriptedForwardPass;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QwenTokenCountEstimatorTest {
    private static QwenModel model;

    @BeforeAll
    static void open() {
        model = QwenModel.over(
                EmbeddedCheckpoint.folder(), tokenizer -> new ScriptedForwardPass(tokenizer, prompt -> "ok"));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void messages_count_as_many_tokens_as_their_prompt_has() {
        List<ChatMessage> messages = List.of(
                SystemMessage.from("Be brief."),
                UserMessage.from("What is 北京?"),
                AiMessage.from("A city."),
                UserMessage.from("Thanks"));

        int counted = new QwenTokenCountEstimator(model).estimateTokenCountInMessages(messages);

        assertThat(counted)
                .isEqualTo(QwenChatModel.of(model)
                        .chat(messages)
                        .metadata()
                        .tokenUsage()
                        .inputTokenCount());
    }

    @Test
    void a_prompt_grows_with_a_message_by_the_tokens_of_that_message() {
        QwenTokenCountEstimator estimator = new QwenTokenCountEstimator(model);
        List<ChatMessage> messages =
                new ArrayList<>(List.of(SystemMessage.from("Be brief."), UserMessage.from("What is 北京?")));
        int before = estimator.estimateTokenCountInMessages(messages);
        ChatMessage answer = AiMessage.from("A large city in the north of China.");
        ChatMessage thanks = UserMessage.from("Thanks");

        messages.add(answer);
        messages.add(thanks);

        assertThat(estimator.estimateTokenCountInMessages(messages) - before)
                .isEqualTo(
                        estimator.estimateTokenCountInMessage(answer) + estimator.estimateTokenCountInMessage(thanks));
    }

    @Test
    void text_counts_as_its_tokens() {
        assertThat(new QwenTokenCountEstimator(model).estimateTokenCountInText("Hello, 北京!"))
                .isEqualTo(model.tokenizer().encode("Hello, 北京!").length);
    }

    @Test
    void calls_and_results_are_counted_though_this_model_has_no_format_for_them() {
        ToolExecutionRequest call = ToolExecutionRequest.builder()
                .id("1")
                .name("clock")
                .arguments("{\"city\": \"Berlin\"}")
                .build();
        QwenTokenCountEstimator estimator = new QwenTokenCountEstimator(model);

        assertThat(estimator.estimateTokenCountInMessage(AiMessage.from(call)))
                .isGreaterThan(estimator.estimateTokenCountInText("{\"city\": \"Berlin\"}"));
        assertThat(estimator.estimateTokenCountInMessages(
                        List.of(AiMessage.from(call), ToolExecutionResultMessage.from(call, "noon"))))
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void calls_and_results_count_as_many_tokens_as_their_prompt_has(boolean thinking, @TempDir Path folder) {
        ToolExecutionRequest call = ToolExecutionRequest.builder()
                .id("1")
                .name("clock")
                .arguments("{\"city\": \"Berlin\"}")
                .build();
        List<ChatMessage> messages = List.of(
                SystemMessage.from("Be brief."),
                UserMessage.from("What time is it?"),
                AiMessage.builder()
                        .thinking("I need the clock.")
                        .toolExecutionRequests(List.of(call))
                        .build(),
                ToolExecutionResultMessage.from(call, "noon"));
        try (QwenModel qwen = thinking
                ? ScriptedQwen.openQwen3(folder, prompt -> "Noon.")
                : ScriptedQwen.open(folder, prompt -> "Noon.")) {
            QwenTokenCountEstimator estimator = new QwenTokenCountEstimator(qwen);
            int before = estimator.estimateTokenCountInMessages(messages.subList(0, 2));
            int all = estimator.estimateTokenCountInMessages(messages);

            assertThat(all)
                    .isEqualTo(QwenChatModel.of(qwen)
                            .chat(messages)
                            .metadata()
                            .tokenUsage()
                            .inputTokenCount());
            assertThat(estimator.estimateTokenCountInMessage(messages.get(2))
                            + estimator.estimateTokenCountInMessage(messages.get(3)))
                    .isEqualTo(all - before);
        }
    }

    @Test
    void images_are_refused() {
        assertThatThrownBy(() -> new QwenTokenCountEstimator(model)
                        .estimateTokenCountInMessage(UserMessage.from(ImageContent.from("aGk=", "image/png"))))
                .isInstanceOf(UnsupportedFeatureException.class);
    }
}
