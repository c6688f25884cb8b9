package dev.qwen4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.checkpoint.SafeTensors;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a tiny checkpoint with random weights, trained for 64 tokens, whose context has 512. */
@Timeout(120)
class PerplexityTest {
    private static final QwenOptions FP32 = QwenOptions.DEFAULT.withPrecision(Precision.FP32);
    private static final Path GOLDEN = Path.of("src/test/resources/golden/qwen");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static QwenModel model;

    @BeforeAll
    static void open() {
        model = QwenModel.open(GOLDEN, FP32);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void one_window_is_what_the_golden_logits_say() throws Exception {
        int[] tokens = tokens("cases.json", "len64");

        Perplexity perplexity = model.perplexity(tokens, 64, soFar -> {});

        double expected = negativeLogLikelihood(tokens, golden("len64"));
        assertThat(perplexity.negativeLogLikelihood()).isCloseTo(expected, within(1e-5));
        assertThat(perplexity.perplexity()).isCloseTo(Math.exp(expected), within(1e-2));
        assertThat(perplexity).isEqualTo(new Perplexity(perplexity.negativeLogLikelihood(), 63, 1, 64));
    }

    @Test
    void windows_are_predicted_on_their_own_and_the_rest_is_left_out() throws InterruptedException {
        int[] tokens = new int[100];
        Arrays.setAll(tokens, i -> (i * 37 + 11) % 512);

        Perplexity perplexity = model.perplexity(tokens, 30, soFar -> {});

        double sum = 0;
        for (int from = 0; from < 90; from += 30) {
            sum -= sumOfScores(model, Arrays.copyOfRange(tokens, from, from + 30));
        }
        assertThat(perplexity.negativeLogLikelihood()).isCloseTo(sum / 87, within(1e-9));
        assertThat(perplexity).isEqualTo(new Perplexity(perplexity.negativeLogLikelihood(), 87, 3, 30));
    }

    @Test
    void a_text_shorter_than_the_window_is_one_window() throws InterruptedException {
        int[] tokens = {5, 6, 7, 8};

        Perplexity perplexity = model.perplexity(tokens, 64, soFar -> {});

        assertThat(perplexity.negativeLogLikelihood()).isCloseTo(-sumOfScores(model, tokens) / 3, within(1e-9));
        assertThat(perplexity.windowLength()).isEqualTo(4);
    }

    @Test
    void a_window_beyond_the_trained_length_is_a_prompt_of_its_length(@TempDir Path folder) throws Exception {
        copyWithDynamicNtk(folder);
        int[] tokens = new int[400];
        Arrays.setAll(tokens, i -> (i * 53 + 7) % 512);

        try (QwenModel dynamic = QwenModel.open(folder, FP32)) {
            Perplexity perplexity = dynamic.perplexity(tokens, 200, soFar -> {});

            double sum = sumOfScores(dynamic, Arrays.copyOfRange(tokens, 0, 200))
                    + sumOfScores(dynamic, Arrays.copyOfRange(tokens, 200, 400));
            double fixed = model.perplexity(tokens, 200, soFar -> {}).negativeLogLikelihood();
            assertThat(perplexity.negativeLogLikelihood())
                    .isCloseTo(-sum / 398, within(1e-9))
                    .isNotCloseTo(fixed, within(1e-3));
        }
    }

    @Test
    void each_window_is_reported_with_the_result_so_far() throws InterruptedException {
        int[] tokens = new int[60];
        List<Perplexity> reports = new ArrayList<>();

        Perplexity perplexity = model.perplexity(tokens, 20, reports::add);

        assertThat(reports).extracting(Perplexity::windows).containsExactly(1, 2, 3);
        assertThat(reports.getLast()).isEqualTo(perplexity);
    }

    @Test
    void what_cannot_be_measured_is_refused_with_the_number() {
        int[] tokens = {1, 2, 3};

        assertThatThrownBy(() -> model.perplexity(new int[] {1}, 64, soFar -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 2")
                .hasMessageEndingWith("are 1");
        assertThatThrownBy(() -> model.perplexity(tokens, 1, soFar -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("windowLength must be 2 to 512 tokens but is 1");
        assertThatThrownBy(() -> model.perplexity(tokens, 513, soFar -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("is 513");
        assertThatThrownBy(() -> model.perplexity(new int[] {1, 512}, 64, soFar -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 to 511");
    }

    @Test
    void an_interrupt_ends_it_before_the_last_window() throws InterruptedException {
        CountDownLatch measuring = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        List<Perplexity> reports = new ArrayList<>();
        Thread caller = Thread.ofPlatform().start(() -> {
            try {
                model.perplexity(new int[400], 20, soFar -> {
                    reports.add(soFar);
                    measuring.countDown();
                    await(interrupted);
                });
            } catch (Throwable e) {
                thrown.set(e);
            }
        });

        measuring.await();
        caller.interrupt();
        // The caller has seen its interrupt once it waits again, now for the end of the work.
        while (caller.isInterrupted()) {
            Thread.onSpinWait();
        }
        interrupted.countDown();
        caller.join();

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(reports).hasSizeLessThan(20);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double sumOfScores(QwenModel scorer, int[] tokens) throws InterruptedException {
        return scorer.score(tokens, 0).stream()
                .map(TokenScore::nextLogprob)
                .mapToDouble(logprob -> logprob == null ? 0 : logprob)
                .sum();
    }

    private static double negativeLogLikelihood(int[] tokens, float[][] logits) {
        double sum = 0;
        for (int i = 0; i + 1 < tokens.length; i++) {
            double total = 0;
            for (float logit : logits[i]) {
                total += Math.exp(logit);
            }
            sum += Math.log(total) - logits[i][tokens[i + 1]];
        }
        return sum / (tokens.length - 1);
    }

    private static int[] tokens(String file, String name) throws IOException {
        for (JsonNode golden : JSON.readTree(GOLDEN.resolve(file).toFile()).get("cases")) {
            if (golden.get("name").asText().equals(name)) {
                return JSON.convertValue(golden.get("tokens"), int[].class);
            }
        }
        throw new AssertionError("no case " + name);
    }

    private static float[][] golden(String name) {
        try (SafeTensors tensors = SafeTensors.open(GOLDEN.resolve("expected.safetensors"))) {
            float[][] rows = new float[64][512];
            FloatBuffer values = tensors.tensor(name).data().asFloatBuffer();
            for (float[] row : rows) {
                values.get(row);
            }
            return rows;
        }
    }

    private static void copyWithDynamicNtk(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        ObjectNode config =
                (ObjectNode) JSON.readTree(folder.resolve("config.json").toFile());
        config.put("use_dynamic_ntk", true);
        JSON.writeValue(folder.resolve("config.json").toFile(), config);
    }
}
