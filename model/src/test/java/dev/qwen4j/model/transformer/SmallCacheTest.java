package dev.qwen4j.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.model.KvType;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.QwenOptions;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.checkpoint.EmbeddedCheckpoint;
import dev.qwen4j.model.decode.Sequence;
import dev.qwen4j.model.decode.Step;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and values in fewer bits, against the same in float32. */
@Timeout(120)
class SmallCacheTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final QwenOptions FP32 = QwenOptions.DEFAULT.withPrecision(Precision.FP32);
    private static final QwenOptions BF16 = FP32.withKvType(KvType.BF16);
    private static final QwenOptions INT8 = FP32.withKvType(KvType.INT8);

    /** Measured: 0.036 at most, of logits up to 8, in whatever pieces. */
    @ParameterizedTest
    @CsvSource({"qwen, 300", "qwen2, 300", "qwen2, 37", "qwen2, 1", "qwen3, 300", "qwen3, 37"})
    void logits_stay_near_those_of_float32(String golden, int piece) {
        int[] tokens = new Random(5).ints(300, 0, 400).toArray();
        try (Checkpoint checkpoint = Checkpoint.open(GOLDEN.resolve(golden))) {
            float[] exact = logits(checkpoint, FP32, tokens, 300);

            float[] rounded = logits(checkpoint, INT8, tokens, piece);

            assertThat(greatestDifference(rounded, exact)).isLessThan(0.06);
        }
    }

    @ParameterizedTest
    @CsvSource({"qwen, 300", "qwen2, 300", "qwen2, 37", "qwen2, 1", "qwen3, 300", "qwen3, 37"})
    void logits_in_bf16_stay_nearer(String golden, int piece) {
        int[] tokens = new Random(5).ints(300, 0, 400).toArray();
        try (Checkpoint checkpoint = Checkpoint.open(GOLDEN.resolve(golden))) {
            float[] exact = logits(checkpoint, FP32, tokens, 300);

            float[] rounded = logits(checkpoint, BF16, tokens, piece);

            assertThat(greatestDifference(rounded, exact)).isBetween(1e-6, 0.03);
        }
    }

    /** More tokens than are made float32 at a time. Measured: 0.069. */
    @ParameterizedTest
    @ValueSource(ints = {1, 200})
    void long_sequences_are_read_in_blocks(int last) {
        int[] tokens = new Random(6).ints(2500, 0, 400).toArray();
        for (List<Integer> windows : List.of(List.<Integer>of(), List.of(1500, 0, 40))) {
            try (Checkpoint checkpoint = Checkpoint.open(GOLDEN.resolve("qwen2"))) {
                float[] exact = logits(checkpoint, FP32.withWindows(windows), tokens, 2500);

                float[] rounded = logits(checkpoint, INT8.withWindows(windows), tokens, 2500 - last);

                assertThat(greatestDifference(rounded, exact)).isLessThan(0.1);
            }
        }
    }

    @Test
    void logits_of_the_demo_model_stay_near_those_of_float32() {
        int[] tokens = new Random(7).ints(600, 0, 3000).toArray();
        try (Checkpoint checkpoint = Checkpoint.open(EmbeddedCheckpoint.folder())) {
            float[] exact = logits(checkpoint, FP32, tokens, 512);

            float[] rounded = logits(checkpoint, INT8, tokens, 512);

            // Measured: 0.08, of logits up to 13.
            assertThat(greatestDifference(rounded, exact)).isLessThan(0.15);
        }
    }

    @Test
    void a_fork_has_what_it_was_taken_from_and_both_grow() {
        int[] tokens = new Random(8).ints(900, 0, 400).toArray();
        try (Checkpoint checkpoint = Checkpoint.open(GOLDEN.resolve("qwen2"));
                Transformer transformer = Transformer.load(checkpoint, INT8);
                KvCache whole = transformer.begin(900);
                KvCache original = transformer.begin(1)) {
            transformer.append(Step.of(whole, Arrays.copyOf(tokens, 300)));
            float[] expected = transformer.append(Step.of(whole, Arrays.copyOfRange(tokens, 300, 900)));
            transformer.append(Step.of(original, Arrays.copyOf(tokens, 300)));

            try (Sequence fork = original.fork(300, 301)) {
                transformer.append(Step.of(original, 1, 2, 3));

                assertThat(transformer.append(Step.of(fork, Arrays.copyOfRange(tokens, 300, 900))))
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void memory_is_half_of_float32_or_about_a_quarter() {
        try (Checkpoint checkpoint = Checkpoint.open(EmbeddedCheckpoint.folder());
                Transformer fp32 = Transformer.load(checkpoint, FP32);
                Transformer bf16 = Transformer.load(checkpoint, BF16);
                Transformer int8 = Transformer.load(checkpoint, INT8);
                Sequence large = fp32.begin(1000);
                Sequence half = bf16.begin(1000);
                Sequence small = int8.begin(1000)) {
            assertThat(half.bytes()).isEqualTo(large.bytes() / 2);
            assertThat((double) small.bytes() / large.bytes()).isBetween(0.25, 0.27);
        }
    }

    /** After the last token, all read in pieces of this length. */
    private static float[] logits(Checkpoint checkpoint, QwenOptions options, int[] tokens, int piece) {
        float[] logits = {};
        try (Transformer transformer = Transformer.load(checkpoint, options);
                KvCache cache = transformer.begin(tokens.length)) {
            for (int from = 0; from < tokens.length; from += piece) {
                logits = transformer.append(
                        Step.of(cache, Arrays.copyOfRange(tokens, from, Math.min(from + piece, tokens.length))));
            }
        }
        return logits;
    }

    private static double greatestDifference(float[] a, float[] b) {
        double greatest = 0;
        for (int i = 0; i < a.length; i++) {
            greatest = Math.max(greatest, Math.abs(a[i] - b[i]));
        }
        return greatest;
    }
}
