package dev.qwen4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.qwen4j.model.Prompt.Segment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The demo checkpoint against a plain float32 forward pass, and what {@link QwenModel} promises about a call. */
@Timeout(120)
class EmbeddedModelTest {
    private static QwenModel model;
    private static JsonNode golden;

    @BeforeAll
    static void open() throws IOException {
        model = QwenModel.openEmbedded(QwenOptions.DEFAULT);
        golden = new ObjectMapper()
                .readTree(Path.of("src/test/resources/embedded/golden.json").toFile());
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void greedy_text_equals_the_golden_text() throws InterruptedException {
        for (JsonNode expected : golden) {
            Prompt prompt = prompt(expected.get("prompt").asText());

            Completion completion = model.complete(prompt, GenerationConfig.GREEDY.withMaxNewTokens(32), text -> {});

            // The golden text holds what ended it: the stop word the loop would use, or the end token.
            String text = expected.get("greedy_text").asText().replace("<|im_end|>", "");
            assertThat(completion.text()).startsWith(text);
            assertThat(completion.usage().promptTokens())
                    .isEqualTo(expected.get("prompt_ids").size());
        }
    }

    @Test
    void first_logits_differ_as_in_the_golden_file() throws InterruptedException {
        for (JsonNode expected : golden) {
            int[] ids = new ObjectMapper().convertValue(expected.get("prompt_ids"), int[].class);

            TokenScore last = model.score(ids, 5).getLast();

            assertThat(last.nextLogprob()).isNull();
            double best = expected.get("top5_logits").get(0).asDouble();
            for (int i = 0; i < 5; i++) {
                assertThat(last.top().get(i).id())
                        .isEqualTo(expected.get("top5_ids").get(i).asInt());
                assertThat(last.top().get(i).logprob() - last.top().getFirst().logprob())
                        .isCloseTo(expected.get("top5_logits").get(i).asDouble() - best, within(0.3));
            }
        }
    }

    @Test
    void pieces_joined_are_the_text() throws InterruptedException {
        List<String> pieces = new ArrayList<>();

        Completion completion = model.complete(hello(), GenerationConfig.GREEDY, pieces::add);

        assertThat(pieces).hasSizeGreaterThan(3);
        assertThat(String.join("", pieces)).isEqualTo(completion.text());
        assertThat(completion.text()).isEqualTo("Hello! How can I help you?");
        assertThat(completion.finishReason()).isEqualTo(FinishReason.END_OF_TEXT);
    }

    @Test
    void tells_on_what_and_in_which_arithmetic_it_runs() {
        assertThat(model.precision().orElseThrow()).isIn(Precision.BF16, Precision.FP32);
        assertThat(model.engine().orElseThrow().name()).isEqualTo("PyTorch");
        assertThat(model.engine().orElseThrow().version()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(model.engine().orElseThrow().folder()).isNotEmptyDirectory();
    }

    @Test
    void stop_word_ends_the_text_and_is_not_part_of_it() throws InterruptedException {
        Completion completion =
                model.complete(hello(), GenerationConfig.GREEDY.withStopWords(List.of("can I")), text -> {});

        assertThat(completion.text()).isEqualTo("Hello! How ");
        assertThat(completion.finishReason()).isEqualTo(FinishReason.STOP_WORD);
    }

    @Test
    void limit_on_tokens_ends_the_text() throws InterruptedException {
        Completion completion = model.complete(hello(), GenerationConfig.GREEDY.withMaxNewTokens(3), text -> {});

        assertThat(completion.usage().completionTokens()).isEqualTo(3);
        assertThat(completion.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat("Hello! How can I help you?").startsWith(completion.text());
    }

    @Test
    void same_seed_gives_the_same_sample() throws InterruptedException {
        GenerationConfig hot = GenerationConfig.GREEDY
                .withDoSample(true)
                .withTemperature(3)
                .withSeed(7)
                .withMaxNewTokens(40);

        String first = model.complete(hello(), hot, text -> {}).text();

        assertThat(model.complete(hello(), hot, text -> {}).text()).isEqualTo(first);
        assertThat(model.complete(hello(), hot.withSeed(8), text -> {}).text()).isNotEqualTo(first);
    }

    @Test
    void prompt_beyond_the_context_is_refused_with_both_numbers() {
        Prompt prompt = Prompt.of("word ".repeat(3000));

        assertThatThrownBy(() -> model.complete(prompt, GenerationConfig.GREEDY, text -> {}))
                .isInstanceOf(PromptTooLongException.class)
                .hasMessageContaining(String.valueOf(model.countTokens(prompt)))
                .hasMessageContaining(String.valueOf(model.contextLength()));
    }

    @Test
    void prompt_of_many_chunks_scores_like_one_pass() throws InterruptedException {
        // Prompts are fed in chunks, scores in smaller ones: the text after them must not depend on it.
        Prompt prompt = Prompt.of("one two three ".repeat(300));
        int tokens = model.countTokens(prompt);
        assertThat(tokens).isBetween(1100, 2000);

        int[] ids = model.tokenizer().encode(prompt);
        int best = model.score(ids, 1).getLast().top().getFirst().id();
        String text = model.complete(prompt, GenerationConfig.GREEDY.withMaxNewTokens(1), t -> {})
                .text();

        assertThat(text).isEqualTo(model.tokenizer().decode(best));
    }

    @Test
    void interrupt_ends_the_call_before_the_next_token_and_the_model_goes_on() throws InterruptedException {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        List<String> pieces = new CopyOnWriteArrayList<>();
        Thread caller = Thread.ofPlatform().start(() -> {
            try {
                model.complete(hello(), GenerationConfig.GREEDY, text -> {
                    pieces.add(text);
                    writing.countDown();
                    await(interrupted);
                });
            } catch (Throwable e) {
                thrown.set(e);
            }
        });

        writing.await();
        caller.interrupt();
        // The caller has seen its interrupt once it waits again, now for the end of the work.
        while (caller.isInterrupted()) {
            Thread.onSpinWait();
        }
        interrupted.countDown();
        caller.join();

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(pieces).hasSizeLessThanOrEqualTo(2);
        assertThat(model.complete(hello(), GenerationConfig.GREEDY, text -> {}).text())
                .isEqualTo("Hello! How can I help you?");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_listener_that_throws_fails_its_own_call_only() throws InterruptedException {
        assertThatThrownBy(() -> model.complete(hello(), GenerationConfig.GREEDY, text -> {
                    throw new IllegalStateException("listener");
                }))
                .hasMessage("listener");

        assertThat(model.complete(hello(), GenerationConfig.GREEDY, text -> {}).text())
                .isEqualTo("Hello! How can I help you?");
    }

    private static Prompt hello() {
        return model.chatTemplate().render(List.of(Message.user("hello")));
    }

    /** The golden file writes control tokens into the text; this is the only place that reads them back. */
    private static Prompt prompt(String text) {
        List<Segment> segments = new ArrayList<>();
        for (String piece : text.split("(?=<\\|im_start\\|>|<\\|im_end\\|>)|(?<=<\\|im_start\\|>|<\\|im_end\\|>)")) {
            segments.add(piece.startsWith("<|im_") ? new Segment.Control(piece) : new Segment.Text(piece));
        }
        return new Prompt(segments);
    }

    @Test
    void guesses_change_nothing_and_are_not_made_where_they_do_not_pay() throws InterruptedException {
        QwenOptions options = QwenOptions.DEFAULT.withDevice(ComputeDevice.CPU).withDecode(Decode.VECTOR);
        GenerationConfig config = GenerationConfig.GREEDY.withMaxNewTokens(60);
        List<Completion> written = new ArrayList<>();
        for (QwenOptions each : List.of(
                options.withPrecision(Precision.FP32).withDraftTokens(3),
                options.withPrecision(Precision.FP32).withDraftTokens(0),
                options.withPrecision(Precision.FP32),
                options.withPrecision(Precision.INT8))) {
            try (QwenModel model = QwenModel.openEmbedded(each)) {
                String text = "Count: one two three four, one two three four, one two three four, one two";
                written.add(model.complete(Prompt.of(text), config, piece -> {}));
            }
        }

        assertThat(written.get(0).written()).isEqualTo(written.get(1).written());
        assertThat(written.get(0).usage().draftedTokens()).isPositive();
        assertThat(written.get(0).usage().passes())
                .isLessThan(written.get(1).usage().passes());
        assertThat(written.get(2).usage().draftedTokens()).isZero();
        assertThat(written.get(3).usage().draftedTokens()).isZero();
    }
}
