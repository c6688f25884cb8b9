package dev.qwen4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.qwen4j.model.checkpoint.QwenConfig;
import dev.qwen4j.model.transformer.WeightLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On tiny checkpoints; how fast they are is not looked at. */
@Timeout(120)
class SpeedTest {
    private static final QwenOptions FP32 = QwenOptions.DEFAULT.withPrecision(Precision.FP32);
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static QwenModel model;

    @BeforeAll
    static void open() {
        model = QwenModel.open(GOLDEN.resolve("qwen"), FP32);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void every_repetition_is_reported_and_returned() throws Exception {
        List<Speed> reported = new ArrayList<>();

        List<Speed> runs = model.speed(2, 100, 5, 3, 1, reported::add);

        assertThat(runs).hasSize(3).isEqualTo(reported).allSatisfy(run -> {
            assertThat(run.streams()).isEqualTo(2);
            assertThat(run.promptTokens()).isEqualTo(100);
            assertThat(run.generatedTokens()).isEqualTo(5);
            assertThat(run.prefillSeconds()).isPositive();
            assertThat(run.decodeSeconds()).isPositive();
        });
    }

    @Test
    void rates_are_tokens_by_seconds() {
        Speed speed = new Speed(3, 100, 2, 30, 3);

        assertThat(speed.prefillTokensPerSecond()).isEqualTo(150);
        assertThat(speed.decodeTokensPerSecond()).isEqualTo(30);
        assertThat(speed.tokensPerSecond()).isEqualTo(78);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1, 1", "1, 0, 1, 1", "1, 1, 0, 1", "1, 500, 13, 1", "1, 1, 2147483647, 1", "1, 1, 1, 0"})
    void what_cannot_be_measured_is_refused(int streams, int prompt, int generated, int repetitions) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.speed(streams, prompt, generated, repetitions, 1, run -> {}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen", "qwen2", "qwen3"})
    void token_reads_every_weight_once_but_of_the_embedding_one_row(String golden) throws Exception {
        Path folder = GOLDEN.resolve(golden);
        QwenConfig config = QwenConfig.read(folder);
        long numbers = WeightLayout.of(config).values().stream()
                .mapToLong(shape -> Arrays.stream(shape).reduce(1, (a, b) -> a * b))
                .sum();
        long rowsLeftOut = config.vocabularyRows() - 1;
        long headOfItsOwn = config.tiedEmbeddings() ? config.vocabularyRows() : 0;
        long expected = numbers + (headOfItsOwn - rowsLeftOut) * config.hiddenSize();

        try (QwenModel fp32 = QwenModel.open(folder, FP32)) {
            assertThat(fp32.bytesPerToken(0)).hasValue(expected * Float.BYTES);
        }
    }

    @Test
    void token_reads_the_keys_and_values_before_it() throws Exception {
        QwenConfig config = QwenConfig.read(GOLDEN.resolve("qwen"));
        long ofOneToken = 2L * config.layers() * config.hiddenSize() * Float.BYTES;

        long more =
                model.bytesPerToken(100).orElseThrow() - model.bytesPerToken(0).orElseThrow();

        assertThat(more).isEqualTo(100 * ofOneToken);
    }

    @Test
    void an_interrupt_ends_it_before_the_last_run() throws InterruptedException {
        List<Speed> runs = new ArrayList<>();
        CountDownLatch first = new CountDownLatch(1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread caller = Thread.ofPlatform().start(() -> {
            try {
                model.speed(1, 1, 100, 1_000_000, 1, run -> {
                    runs.add(run);
                    first.countDown();
                });
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        first.await();

        caller.interrupt();
        caller.join();

        assertThat(failure.get()).isInstanceOf(InterruptedException.class);
        assertThat(runs).hasSizeLessThan(1_000_000);
    }
}
