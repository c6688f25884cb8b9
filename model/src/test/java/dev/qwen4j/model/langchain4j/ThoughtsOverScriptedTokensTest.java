package dev.qwen4j.model.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.Message;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.QwenModel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Qwen3 thinks: its template, its tokens and its format, over a script. */
@Timeout(60)
class ThoughtsOverScriptedTokensTest {
    private static final String REPLY = "<think>\nTwo and two.\nThat is four.\n</think>\n\nFour.";
    private static final String CLOSING = "Considering the limited time by the user,"
            + " I have to give the solution based on the thinking directly now.";

    @TempDir
    private Path folder;

    /** What a streamed reply told, part by part. */
    private static final class Recorder implements StreamingChatResponseHandler {
        final StringBuilder thinking = new StringBuilder();
        final StringBuilder text = new StringBuilder();
        final CompletableFuture<ChatResponse> response = new CompletableFuture<>();

        @Override
        public void onPartialThinking(PartialThinking partialThinking) {
            assertThat(text).isEmpty();
            thinking.append(partialThinking.text());
        }

        @Override
        public void onPartialResponse(String partialResponse) {
            text.append(partialResponse);
        }

        @Override
        public void onCompleteResponse(ChatResponse completeResponse) {
            response.complete(completeResponse);
        }

        @Override
        public void onError(Throwable error) {
            response.completeExceptionally(error);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_thought_is_part_of_the_response_where_it_is_asked_for(boolean returnThinking) {
        try (QwenModel qwen3 = ScriptedQwen.openQwen3(folder, prompt -> REPLY)) {
            AiMessage message = QwenChatModel.builder()
                    .model(qwen3)
                    .returnThinking(returnThinking)
                    .build()
                    .chat(UserMessage.from("2 + 2?"))
                    .aiMessage();

            assertThat(message.text()).isEqualTo("Four.");
            assertThat(message.thinking()).isEqualTo(returnThinking ? "Two and two.\nThat is four." : null);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_thought_is_streamed_before_the_answer_where_it_is_asked_for(boolean returnThinking) throws Exception {
        Recorder recorder = new Recorder();
        try (QwenModel qwen3 = ScriptedQwen.openQwen3(folder, prompt -> REPLY)) {
            QwenStreamingChatModel.builder()
                    .model(qwen3)
                    .returnThinking(returnThinking)
                    .build()
                    .chat("2 + 2?", recorder);
            recorder.response.get();
        }

        assertThat(recorder.thinking).hasToString(returnThinking ? "Two and two.\nThat is four." : "");
        assertThat(recorder.text).hasToString("Four.");
        assertThat(recorder.response.get().aiMessage().text()).isEqualTo("Four.");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_thought_before_a_call_is_shown_to_the_model_again_unless_it_is_not_to_be(boolean sendThinking) {
        AtomicReference<String> seen = new AtomicReference<>("");
        ToolExecutionRequest call = ToolExecutionRequest.builder()
                .id("1")
                .name("clock")
                .arguments("{}")
                .build();
        List<ChatMessage> messages = List.of(
                UserMessage.from("What time is it?"),
                AiMessage.builder()
                        .thinking("I need the clock.")
                        .toolExecutionRequests(List.of(call))
                        .build(),
                ToolExecutionResultMessage.from(call, "noon"));
        try (QwenModel qwen3 = ScriptedQwen.openQwen3(folder, prompt -> {
            seen.set(prompt);
            return "Noon.";
        })) {
            QwenChatModel.builder()
                    .model(qwen3)
                    .sendThinking(sendThinking)
                    .toolSpecifications(
                            ToolSpecification.builder().name("clock").build())
                    .build()
                    .chat(messages);
        }

        assertThat(seen.get().contains("<think>\nI need the clock.\n</think>")).isEqualTo(sendThinking);
    }

    @Test
    void a_model_that_is_not_to_think_finds_an_empty_thought_in_its_prompt() {
        AtomicReference<String> seen = new AtomicReference<>("");
        try (QwenModel qwen3 = ScriptedQwen.openQwen3(folder, prompt -> {
            seen.set(prompt);
            return "Four.";
        })) {
            String answer =
                    QwenChatModel.builder().model(qwen3).thinking(false).build().chat("2 + 2?");

            assertThat(answer).isEqualTo("Four.");
        }
        assertThat(seen.get()).endsWith("<|im_start|>assistant\n<think>\n\n</think>\n\n");
    }

    @Test
    void a_stop_sequence_counts_in_the_answer_but_not_in_the_thought() {
        try (QwenModel qwen3 =
                ScriptedQwen.openQwen3(folder, prompt -> "<think>\nfour? four.\n</think>\n\nIt is four. Yes.")) {
            AiMessage message = QwenChatModel.builder()
                    .model(qwen3)
                    .returnThinking(true)
                    .stopSequences("four")
                    .build()
                    .chat(UserMessage.from("2 + 2?"))
                    .aiMessage();

            assertThat(message.thinking()).isEqualTo("four? four.");
            assertThat(message.text()).isEqualTo("It is");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 50})
    void a_thought_is_closed_when_its_budget_is_spent_and_the_answer_follows(int budget) throws Exception {
        try (QwenModel qwen3 =
                ScriptedQwen.openQwen3Over(folder, tokenizer -> new EndlessThought(tokenizer, " hm", "Four."))) {
            Recorder recorder = new Recorder();
            QwenStreamingChatModel.builder()
                    .model(qwen3)
                    .returnThinking(true)
                    .thinkingBudget(budget)
                    .build()
                    .chat("2 + 2?", recorder);
            AiMessage message = recorder.response.get().aiMessage();

            assertThat(message.text()).isEqualTo("Four.");
            assertThat(message.thinking()).endsWith(CLOSING);
            String own = message.thinking().replace(CLOSING, "").strip();
            assertThat(qwen3.tokenizer().encode(own).length).isLessThanOrEqualTo(budget);
            assertThat(recorder.thinking).hasToString(message.thinking());
        }
    }

    @Test
    void closing_a_thought_splits_no_character() {
        try (QwenModel qwen3 =
                ScriptedQwen.openQwen3Over(folder, tokenizer -> new EndlessThought(tokenizer, "\uD83E\uDD14", "4"))) {
            assertThat(qwen3.tokenizer().encode("\uD83E\uDD14").length).isGreaterThan(1);
            for (int budget = 1; budget < 6; budget++) {
                String thinking = QwenChatModel.builder()
                        .model(qwen3)
                        .returnThinking(true)
                        .thinkingBudget(budget)
                        .build()
                        .chat(UserMessage.from("2 + 2?"))
                        .aiMessage()
                        .thinking();

                assertThat(thinking).doesNotContain("\uFFFD").matches("(\uD83E\uDD14)+\\s+" + CLOSING);
            }
        }
    }

    @Test
    void a_json_answer_keeps_its_form_after_a_thought_that_was_closed() {
        try (QwenModel qwen3 =
                ScriptedQwen.openQwen3Over(folder, tokenizer -> new EndlessThought(tokenizer, " hm", "{\"sum\": 4}"))) {
            ChatRequest request = ChatRequest.builder()
                    .messages(UserMessage.from("2 + 2?"))
                    .parameters(QwenChatRequestParameters.builder()
                            .thinkingBudget(5)
                            .responseFormat(ResponseFormat.JSON)
                            .build())
                    .build();

            assertThat(QwenChatModel.of(qwen3).chat(request).aiMessage().text()).isEqualTo("{\"sum\": 4}");
        }
    }

    @Test
    void tokens_that_close_a_thought_are_counted_but_not_sampled() throws Exception {
        try (QwenModel qwen3 =
                ScriptedQwen.openQwen3Over(folder, tokenizer -> new EndlessThought(tokenizer, " hm", "Four."))) {
            Prompt prompt = qwen3.chatTemplate().render(List.of(Message.user("2 + 2?")));

            Completion completion = qwen3.complete(prompt, qwen3.defaults().withThinkingBudget(3), text -> {});

            int closing = qwen3.tokenizer().encode("\n\n" + CLOSING + "\n").length
                    + 1
                    + qwen3.tokenizer().encode("\n\n").length;
            assertThat(completion.usage().forcedTokens()).isEqualTo(closing);
            assertThat(completion.usage().completionTokens())
                    .isEqualTo(1 + 3 + closing + qwen3.tokenizer().encode("Four.").length + 1);
        }
    }
}
