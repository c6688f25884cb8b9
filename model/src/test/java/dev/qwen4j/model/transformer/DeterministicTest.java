package dev.qwen4j.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.model.Batching;
import dev.qwen4j.model.KvType;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.QwenOptions;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.checkpoint.EmbeddedCheckpoint;
import dev.qwen4j.model.decode.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Under the deterministic setting logits are the same to the bit, alone or with any others, in whatever pieces. */
@Timeout(180)
class DeterministicTest {
    @ParameterizedTest
    @CsvSource({
        "qwen, FP32, FP32",
        "qwen2, FP32, INT8",
        "qwen3, FP32, FP32",
        "qwen2, INT8, FP32",
        "qwen2, FP32, BF16",
        "qwen2, INT4, FP32",
        "qwen2, NF4, FP32",
        "demo, FP32, FP32",
        "demo, INT8, FP32"
    })
    void logits_are_equal_to_the_bit_in_any_batch(String name, Precision precision, KvType kvType) {
        Path folder = name.equals("demo")
                ? EmbeddedCheckpoint.folder()
                : Path.of("src/test/resources/golden").resolve(name);
        QwenOptions options = QwenOptions.DEFAULT
                .withPrecision(precision)
                .withKvType(kvType)
                .withBatching(Batching.DEFAULT.withDeterministic(true));
        Random random = new Random(17);
        try (Checkpoint checkpoint = Checkpoint.open(folder);
                Transformer transformer = Transformer.load(checkpoint, options)) {
            for (int round = 0; round < 2; round++) {
                int sequences = 1 + random.nextInt(4);
                List<int[]> texts = new ArrayList<>();
                List<KvCache> caches = new ArrayList<>();
                List<float[]> expected = new ArrayList<>();
                for (int i = 0; i < sequences; i++) {
                    int[] text = random.ints(1 + random.nextInt(25), 0, 400).toArray();
                    texts.add(text);
                    caches.add(transformer.begin(text.length));
                    try (KvCache alone = transformer.begin(text.length)) {
                        expected.add(transformer.append(Step.ofEach(alone, text)));
                    }
                }
                readInPieces(transformer, random, texts, caches, expected);
                caches.forEach(KvCache::close);
            }
        }
    }

    private static void readInPieces(
            Transformer transformer, Random random, List<int[]> texts, List<KvCache> caches, List<float[]> expected) {
        int rows = transformer.vocabularyRows();
        while (true) {
            List<Step> steps = new ArrayList<>();
            List<float[]> wanted = new ArrayList<>();
            for (int i = 0; i < texts.size(); i++) {
                int from = caches.get(i).length();
                int left = texts.get(i).length - from;
                if (left > 0 && random.nextInt(4) > 0) {
                    int to = from + (random.nextBoolean() ? 1 : 1 + random.nextInt(left));
                    steps.add(Step.ofEach(caches.get(i), Arrays.copyOfRange(texts.get(i), from, to)));
                    wanted.add(Arrays.copyOfRange(expected.get(i), from * rows, to * rows));
                }
            }
            if (!steps.isEmpty()) {
                List<float[]> logits = transformer.append(steps);
                for (int i = 0; i < steps.size(); i++) {
                    assertThat(Arrays.equals(logits.get(i), wanted.get(i)))
                            .as(
                                    "%d sequences, %d tokens",
                                    steps.size(), steps.get(i).tokens().length)
                            .isTrue();
                }
            }
            boolean done = true;
            for (int i = 0; i < texts.size(); i++) {
                done &= caches.get(i).length() == texts.get(i).length;
            }
            if (done) {
                return;
            }
        }
    }
}
