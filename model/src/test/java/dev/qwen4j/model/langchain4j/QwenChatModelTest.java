package dev.qwen4j.model.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.qwen4j.model.Batching;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.QueueFullException;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.checkpoint.EmbeddedCheckpoint;
import dev.qwen4j.model.testing.ScriptedForwardPass;
import dev.qwen4j.model.testing.ScriptedModel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class QwenChatModelTest {
    private static QwenModel scripted(UnaryOperator<String> script) {
        return QwenModel.over(EmbeddedCheckpoint.folder(), tokenizer -> new ScriptedForwardPass(tokenizer, script));
    }

    @Test
    void without_a_word_more_the_demo_checkpoint_answers_and_is_closed_with_the_model() {
        QwenChatModel model = QwenChatModel.builder().maxOutputTokens(3).build();

        String answer = model.chat("hello");
        model.close();

        assertThat(answer).isNotBlank();
        assertThat(model.defaultRequestParameters().modelName()).isEqualTo("qwen4j-demo");
        assertThatThrownBy(() -> model.chat("hello"))
                .isInstanceOf(InternalServerException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void a_model_opened_elsewhere_stays_open() {
        try (QwenModel shared = scripted(prompt -> "Hello.")) {
            QwenChatModel.of(shared).close();

            assertThat(QwenChatModel.of(shared).chat("Hi")).isEqualTo("Hello.");
        }
    }

    @Test
    void a_model_from_the_cache_of_a_hub_has_the_name_it_was_pulled_by(@TempDir Path cache) {
        Path folder = cache.resolve("models--Qwen--Qwen2.5-0.5B-Instruct/snapshots/7ae557604adf67be");
        try (QwenModel pulled = ScriptedQwen.open(folder, prompt -> "Hello.")) {
            assertThat(pulled.name()).isEqualTo("Qwen/Qwen2.5-0.5B-Instruct");
        }
    }

    @Test
    void a_request_chooses_among_several_models_by_name() {
        try (QwenModel demo = scripted(prompt -> "from the checkpoint")) {
            QwenChatModel model = QwenChatModel.builder()
                    .model(demo)
                    .model(new ScriptedModel("from the script"))
                    .build();

            assertThat(model.chat("Who?")).isEqualTo("from the checkpoint");
            assertThat(model.chat(ChatRequest.builder()
                                    .messages(UserMessage.from("Who?"))
                                    .modelName("scripted")
                                    .build())
                            .aiMessage()
                            .text())
                    .isEqualTo("from the script");
            assertThatThrownBy(() -> model.chat(ChatRequest.builder()
                            .messages(UserMessage.from("Who?"))
                            .modelName("nobody")
                            .build()))
                    .isInstanceOf(ModelNotFoundException.class)
                    .hasMessageContaining("nobody")
                    .hasMessageContaining("scripted");
        }
    }

    @Test
    void a_prompt_longer_than_the_context_is_an_invalid_request_that_says_both_lengths() {
        try (QwenModel demo = scripted(prompt -> "never")) {
            assertThatThrownBy(() -> QwenChatModel.of(demo).chat("word ".repeat(3000)))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("2048")
                    .hasMessageMatching(".*\\b[3-9]\\d{3}\\b.*");
        }
    }

    @Test
    void messages_that_make_no_conversation_are_an_invalid_request() {
        QwenChatModel model = QwenChatModel.of(new ScriptedModel());

        assertThatThrownBy(() -> model.chat(ChatRequest.builder()
                        .messages(UserMessage.from("Hi"))
                        .maxOutputTokens(0)
                        .build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("maxNewTokens");
    }

    @Test
    void tools_without_a_format_for_them_are_refused_with_the_way_out() {
        QwenChatModel model = QwenChatModel.of(new ScriptedModel());

        assertThatThrownBy(() -> model.chat(ChatRequest.builder()
                        .messages(UserMessage.from("What time is it?"))
                        .toolSpecifications(
                                ToolSpecification.builder().name("clock").build())
                        .build()))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("ReActFormat");
    }

    @Test
    void a_failing_engine_is_an_internal_error_with_its_cause() {
        try (QwenModel broken = scripted(prompt -> {
            throw new ModelException("the weights are gone");
        })) {
            assertThatThrownBy(() -> QwenChatModel.of(broken).chat("Hi"))
                    .isInstanceOf(InternalServerException.class)
                    .hasMessage("the weights are gone")
                    .hasCauseInstanceOf(ModelException.class);
        }
    }

    @Test
    void a_full_queue_is_a_rate_limit_and_is_tried_again_as_often_as_said() {
        AtomicInteger refused = new AtomicInteger();
        try (QwenModel busy = scripted(prompt -> {
            if (refused.incrementAndGet() <= 2) {
                throw new QueueFullException(Batching.DEFAULT);
            }
            return "At last.";
        })) {
            assertThatThrownBy(() -> QwenChatModel.of(busy).chat("Hi"))
                    .isInstanceOf(RateLimitException.class)
                    .hasMessageContaining("try again later");

            assertThat(QwenChatModel.builder().model(busy).maxRetries(1).build().chat("Hi"))
                    .isEqualTo("At last.");
        }
        assertThat(refused).hasValue(3);
    }

    @Test
    void requests_and_responses_are_logged_where_it_is_asked_for() {
        PrintStream error = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            QwenChatModel.of(new ScriptedModel("quiet")).chat("Say quiet");
            QwenChatModel.builder()
                    .model(new ScriptedModel("an answer"))
                    .logRequests(true)
                    .logResponses(true)
                    .build()
                    .chat("a question");
        } finally {
            System.setErr(error);
        }

        assertThat(written.toString(StandardCharsets.UTF_8))
                .containsSubsequence("Request: ", "a question", "Response: ", "an answer")
                .doesNotContain("quiet");
    }

    @Test
    void a_reply_that_takes_longer_than_allowed_times_out_and_the_next_one_is_answered() {
        QwenChatModel model = QwenChatModel.builder()
                .model(new ScriptedModel(Duration.ofMillis(20), "a long story ".repeat(1000), "b"))
                .timeout(Duration.ofMillis(500))
                .build();

        assertThatThrownBy(() -> model.chat("Tell me a story"))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("PT0.5S");
        assertThat(model.chat("A letter?")).isEqualTo("b");
    }

    @Test
    void an_interrupted_caller_gets_an_exception_and_stays_interrupted() {
        QwenChatModel model = QwenChatModel.of(new ScriptedModel(Duration.ofMillis(20), "a long story ".repeat(1000)));

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> model.chat("Tell me a story")).isInstanceOf(LangChain4jException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void the_model_is_shown_the_schema_of_its_answer_at_the_end_of_the_question() {
        ScriptedModel scripted = new ScriptedModel("{}");

        QwenChatModel.of(scripted)
                .chat(ChatRequest.builder()
                        .messages(UserMessage.from("Who is it?"))
                        .responseFormat(ResponseFormat.JSON)
                        .build());

        assertThat(scripted.prompts().getFirst().display())
                .contains("user\nWho is it?\n\nAnswer with a JSON object and with nothing else.<|im_end|>");
    }

    @Test
    void parameters_of_a_request_count_more_than_those_of_the_builder_and_these_more_than_the_defaults() {
        QwenChatModel model = QwenChatModel.builder()
                .model(new ScriptedModel("abcdefgh", "abcdefgh"))
                .maxOutputTokens(3)
                .defaultRequestParameters(QwenChatRequestParameters.builder()
                        .maxOutputTokens(5)
                        .topK(7)
                        .seed(11L)
                        .build())
                .build();

        assertThat(model.defaultRequestParameters())
                .isEqualTo(QwenChatRequestParameters.builder()
                        .modelName("scripted")
                        .maxOutputTokens(3)
                        .topK(7)
                        .seed(11L)
                        .build());
        assertThat(model.chat("Spell")).isEqualTo("abc");
        assertThat(model.chat(ChatRequest.builder()
                                .messages(UserMessage.from("Spell"))
                                .maxOutputTokens(2)
                                .build())
                        .aiMessage()
                        .text())
                .isEqualTo("ab");
    }

    @Test
    void our_parameters_survive_being_merged_with_langchain4js_own() {
        ChatRequestParameters plain =
                DefaultChatRequestParameters.builder().temperature(0.5).build();
        QwenChatRequestParameters ours = QwenChatRequestParameters.builder()
                .repetitionPenalty(1.1)
                .parallelToolCalls(false)
                .thinking(false)
                .build();

        assertThat(plain.overrideWith(ours)).isEqualTo(ours.overrideWith(plain)).isEqualTo(ours.defaultedBy(plain));
        assertThat(ours.overrideWith(plain).repetitionPenalty()).isEqualTo(1.1);
        assertThat(ours.overrideWith(plain).temperature()).isEqualTo(0.5);
    }
}
