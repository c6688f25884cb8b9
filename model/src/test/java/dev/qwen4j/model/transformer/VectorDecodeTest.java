package dev.qwen4j.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.qwen4j.model.Decode;
import dev.qwen4j.model.KvType;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.QwenOptions;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.decode.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our own kernels against PyTorch over the same weights in the same memory. */
@Timeout(120)
class VectorDecodeTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final QwenOptions VECTOR = QwenOptions.DEFAULT.withDecode(Decode.VECTOR);

    @ParameterizedTest
    @CsvSource({
        "qwen, FP32, FP32, 0",
        "qwen, BF16, FP32, 0",
        "qwen, INT8, FP32, 0",
        "qwen, INT4, FP32, 0",
        "qwen, FP32, FP32, 7",
        "qwen2, FP32, FP32, 0",
        "qwen2, BF16, FP32, 0",
        "qwen2, INT8, FP32, 5",
        "qwen3, FP32, FP32, 0",
        "qwen3, BF16, FP32, 0",
        "qwen3, INT8, FP32, 0",
        "qwen3, FP32, INT8, 0",
        "qwen3, INT8, INT8, 3",
        "qwen, FP32, BF16, 0",
        "qwen2, INT8, BF16, 5",
        "qwen3, BF16, BF16, 0"
    })
    void few_tokens_at_a_time_get_the_logits_of_many_in_pytorch(
            String golden, Precision precision, KvType kvType, int window) throws IOException {
        Random random = new Random(8);
        int[] tokens = random.ints(90, 0, 500).toArray();
        try (Checkpoint checkpoint = Checkpoint.open(GOLDEN.resolve(golden));
                Transformer transformer = Transformer.load(
                        checkpoint,
                        VECTOR.withPrecision(precision).withKvType(kvType).withWindows(windows(checkpoint, window)));
                KvCache cache = transformer.begin(tokens.length);
                KvCache other = transformer.begin(tokens.length)) {
            float[] expected = transformer.append(Step.ofEach(other, tokens));

            // A prompt in PyTorch, then both in turns over the same cache.
            List<float[]> logits = new ArrayList<>();
            int read = 0;
            for (int count : new int[] {50, 1, 1, 3, 8, 1, 10, 2, 4, 1, 5, 1, 1, 2}) {
                logits.add(transformer.append(Step.ofEach(cache, Arrays.copyOfRange(tokens, read, read + count))));
                read += count;
            }

            assertThat(read).isEqualTo(tokens.length);
            assertThat(joined(logits)).containsExactly(expected, within(tolerance(kvType)));
        }
    }

    /** Keys that differ in the last bit may be rounded to another step. */
    private static float tolerance(KvType kvType) {
        return switch (kvType) {
            case FP32 -> 1e-4f;
            case BF16 -> 2e-2f;
            case INT8 -> 5e-2f;
        };
    }

    private static List<Integer> windows(Checkpoint checkpoint, int window) {
        Integer[] windows = new Integer[checkpoint.config().layers()];
        Arrays.fill(windows, window);
        windows[0] = 0;
        return List.of(windows);
    }

    private static float[] joined(List<float[]> parts) {
        float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({"qwen2, FP32", "qwen2, BF16", "qwen3, INT8", "qwen, INT4"})
    void logits_are_the_same_to_the_bit_alone_and_beside_others(String golden, Precision precision) throws IOException {
        Random random = new Random(9);
        try (Checkpoint checkpoint = Checkpoint.open(GOLDEN.resolve(golden));
                Transformer transformer = Transformer.load(checkpoint, VECTOR.withPrecision(precision))) {
            List<KvCache> caches = new ArrayList<>();
            for (int i = 0; i < 11; i++) {
                caches.add(transformer.begin(30));
                transformer.append(
                        Step.of(caches.get(i), random.ints(9 + i, 0, 500).toArray()));
            }
            for (int count : new int[] {1, 2, 3, 7, 8, 11}) {
                List<Step> together = new ArrayList<>();
                List<float[]> alone = new ArrayList<>();
                for (KvCache cache : caches.subList(0, count)) {
                    int[] tokens = random.ints(1 + random.nextInt(2), 0, 500).toArray();
                    int length = cache.length();
                    float[] each = new float[0];
                    for (int token : tokens) {
                        each = transformer.append(Step.of(cache, token));
                    }
                    alone.add(each);
                    cache.truncate(length);
                    together.add(Step.of(cache, tokens));
                }

                List<float[]> logits = transformer.append(together);

                for (int i = 0; i < count; i++) {
                    assertThat(logits.get(i)).isEqualTo(alone.get(i));
                }
            }
            caches.forEach(KvCache::close);
        }
    }

    @Test
    void cache_that_grew_is_found_where_it_is_then() throws IOException {
        int[] tokens = new Random(10).ints(700, 0, 500).toArray();
        try (Checkpoint checkpoint = Checkpoint.open(GOLDEN.resolve("qwen3"));
                Transformer transformer = Transformer.load(checkpoint, VECTOR.withPrecision(Precision.FP32));
                KvCache cache = transformer.begin(1);
                KvCache other = transformer.begin(1)) {
            float[] expected = transformer.append(Step.of(other, tokens));

            float[] logits = new float[0];
            for (int token : tokens) {
                logits = transformer.append(Step.of(cache, token));
            }

            assertThat(logits).containsExactly(expected, within(1e-4f));
        }
    }

    @Test
    void token_outside_the_vocabulary_is_refused_and_nothing_is_read() throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(GOLDEN.resolve("qwen2"));
                Transformer transformer = Transformer.load(checkpoint, VECTOR);
                KvCache cache = transformer.begin(1)) {
            transformer.append(Step.of(cache, 3));

            assertThatThrownBy(() -> transformer.append(Step.of(cache, 512)))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("512");
            assertThatThrownBy(() -> transformer.append(Step.of(cache, -1))).isInstanceOf(ModelException.class);
            assertThat(cache.length()).isEqualTo(1);
        }
    }

    @Test
    void what_has_no_kernel_is_refused_where_they_are_demanded_and_left_to_pytorch_otherwise() throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(GOLDEN.resolve("qwen"))) {
            QwenOptions options = VECTOR.withPrecision(Precision.NF4);

            assertThatThrownBy(() -> Transformer.load(checkpoint, options))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("decode auto");
            try (Transformer transformer = Transformer.load(checkpoint, options.withDecode(Decode.AUTO));
                    KvCache cache = transformer.begin(1)) {
                assertThat(transformer.append(Step.of(cache, 1))).hasSize(512);
            }
        }
    }
}
