package dev.qwen4j.model.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.checkpoint.EmbeddedCheckpoint;
import dev.qwen4j.model.decode.ForwardPass;
import dev.qwen4j.model.decode.Sequence;
import dev.qwen4j.model.decode.Step;
import dev.qwen4j.model.testing.ScriptedForwardPass;
import dev.qwen4j.model.testing.ScriptedModel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class QwenStreamingChatModelTest {
    /** Keeps the response or the error. */
    private static class Recorder implements StreamingChatResponseHandler {
        final CompletableFuture<ChatResponse> response = new CompletableFuture<>();

        @Override
        public void onPartialResponse(String partialResponse) {}

        @Override
        public void onCompleteResponse(ChatResponse completeResponse) {
            response.complete(completeResponse);
        }

        @Override
        public void onError(Throwable error) {
            response.completeExceptionally(error);
        }
    }

    /** Lets a forward pass go on for one token each time it is told to. */
    private record Stepwise(ForwardPass pass, Semaphore steps, AtomicInteger taken) implements ForwardPass {
        @Override
        public int vocabularyRows() {
            return pass.vocabularyRows();
        }

        @Override
        public Sequence begin(int promptTokens) {
            return pass.begin(promptTokens);
        }

        @Override
        public List<float[]> append(List<Step> reads) {
            steps.acquireUninterruptibly();
            taken.incrementAndGet();
            return pass.append(reads);
        }

        @Override
        public void close() {
            pass.close();
        }
    }

    @Test
    void cancelling_ends_generation_and_frees_the_model() throws Exception {
        String reply = "one two three four five six".repeat(5);
        Semaphore steps = new Semaphore(3); // the prompt, and the tokens up to the first shown text
        AtomicInteger taken = new AtomicInteger();
        CountDownLatch cancelled = new CountDownLatch(1);
        Recorder recorder = new Recorder() {
            @Override
            public void onPartialResponse(PartialResponse partialResponse, PartialResponseContext context) {
                context.streamingHandle().cancel();
                cancelled.countDown();
            }
        };
        try (QwenModel model = QwenModel.over(
                EmbeddedCheckpoint.folder(),
                tokenizer -> new Stepwise(new ScriptedForwardPass(tokenizer, prompt -> reply), steps, taken))) {
            QwenStreamingChatModel.of(model).chat("Count", recorder);
            cancelled.await();
            steps.release(1000);

            assertThat(QwenChatModel.of(model).chat("Again")).isEqualTo(reply);
        }
        // The end of the pass under way is enough; how soon the interrupt arrives is the machine's to say.
        int ofSecondRequest = tokensOf(reply) + 1;
        assertThat(taken.get() - ofSecondRequest).isLessThan(tokensOf(reply) / 2);
        assertThat(recorder.response).isNotDone();
    }

    private static int tokensOf(String text) {
        try (QwenModel model = QwenModel.over(
                EmbeddedCheckpoint.folder(), tokenizer -> new ScriptedForwardPass(tokenizer, prompt -> text))) {
            return model.tokenizer().encode(text).length;
        }
    }

    @Test
    void a_handler_that_takes_its_time_holds_up_no_other_request() throws Exception {
        CountDownLatch otherAnswered = new CountDownLatch(1);
        Recorder slow = new Recorder() {
            @Override
            public void onPartialResponse(String partialResponse) {
                try {
                    otherAnswered.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        try (QwenModel model = QwenModel.over(
                EmbeddedCheckpoint.folder(),
                tokenizer -> new ScriptedForwardPass(tokenizer, prompt -> "one two three"))) {
            QwenStreamingChatModel.of(model).chat("Count", slow);

            assertThat(QwenChatModel.of(model).chat("Count")).isEqualTo("one two three");
            otherAnswered.countDown();
            assertThat(slow.response.get().aiMessage().text()).isEqualTo("one two three");
        }
    }

    @Test
    void a_prompt_that_is_too_long_and_a_timeout_are_told_to_the_handler() {
        Recorder tooLong = new Recorder();
        Recorder tooSlow = new Recorder();
        try (QwenModel model = QwenModel.over(
                EmbeddedCheckpoint.folder(), tokenizer -> new ScriptedForwardPass(tokenizer, prompt -> "never"))) {
            QwenStreamingChatModel.of(model).chat("word ".repeat(3000), tooLong);
            assertThatThrownBy(tooLong.response::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(InvalidRequestException.class);
        }
        QwenStreamingChatModel.builder()
                .model(new ScriptedModel(Duration.ofMillis(20), "a long story ".repeat(1000)))
                .timeout(Duration.ofMillis(200))
                .build()
                .chat("Tell me a story", tooSlow);
        assertThatThrownBy(tooSlow.response::get).hasCauseInstanceOf(TimeoutException.class);
    }
}
