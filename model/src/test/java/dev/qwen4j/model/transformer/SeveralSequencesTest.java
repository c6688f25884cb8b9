package dev.qwen4j.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.KvType;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.QwenOptions;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.decode.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several sequences in one forward pass get the logits that each gets alone. */
@Timeout(120)
class SeveralSequencesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"qwen, FP32", "qwen, INT8", "qwen2, FP32", "qwen2, INT8", "qwen2, BF16", "qwen3, FP32", "qwen3, INT8"})
    void each_gets_the_logits_it_gets_alone(String golden, KvType kvType) throws IOException {
        Random random = new Random(3);
        try (Checkpoint checkpoint = longContext(golden);
                Transformer transformer = Transformer.load(
                        checkpoint,
                        QwenOptions.DEFAULT.withPrecision(Precision.FP32).withKvType(kvType))) {
            for (int round = 0; round < 10; round++) {
                List<KvCache> together = new ArrayList<>();
                List<KvCache> alone = new ArrayList<>();
                for (int i = 0; i < 1 + random.nextInt(5); i++) {
                    // Some beyond the trained length, so that growths of the RoPE base differ.
                    int promptTokens = 1 + random.nextInt(150);
                    together.add(transformer.begin(promptTokens));
                    alone.add(transformer.begin(promptTokens));
                }
                for (int pass = 0; pass < 5; pass++) {
                    List<Step> steps = new ArrayList<>();
                    List<float[]> expected = new ArrayList<>();
                    for (int i = 0; i < together.size(); i++) {
                        int[] tokens = random.ints(random.nextBoolean() ? 1 : 1 + random.nextInt(150), 0, 400)
                                .toArray();
                        int rows = random.nextInt(tokens.length + 1);
                        steps.add(new Step(together.get(i), tokens, rows));
                        expected.add(transformer.append(new Step(alone.get(i), tokens, rows)));
                    }

                    List<float[]> logits = transformer.append(steps);

                    for (int i = 0; i < steps.size(); i++) {
                        assertThat(logits.get(i)).containsExactly(expected.get(i), within(5e-5f));
                        assertThat(together.get(i).length())
                                .isEqualTo(alone.get(i).length());
                    }
                }
                together.forEach(KvCache::close);
                alone.forEach(KvCache::close);
            }
        }
    }

    @Test
    void truncated_sequence_goes_on_as_if_the_rest_had_not_been_read() throws IOException {
        int[] tokens = new Random(4).ints(80, 0, 400).toArray();
        try (Checkpoint checkpoint = longContext("qwen");
                Transformer transformer = Transformer.load(checkpoint, Precision.FP32);
                KvCache whole = transformer.begin(tokens.length);
                KvCache wrong = transformer.begin(tokens.length)) {
            transformer.append(Step.of(whole, Arrays.copyOf(tokens, 40)));
            transformer.append(Step.of(wrong, Arrays.copyOf(tokens, 40)));
            transformer.append(Step.of(wrong, 7, 7, 7));

            wrong.truncate(40);

            int[] rest = Arrays.copyOfRange(tokens, 40, 80);
            assertThat(transformer.append(Step.of(wrong, rest))).isEqualTo(transformer.append(Step.of(whole, rest)));
        }
    }

    @Test
    void pass_that_fails_leaves_every_sequence_as_it_was() throws IOException {
        try (Checkpoint checkpoint = longContext("qwen2");
                Transformer transformer = Transformer.load(checkpoint, Precision.FP32);
                KvCache good = transformer.begin(2);
                KvCache bad = transformer.begin(2);
                KvCache alone = transformer.begin(2)) {
            transformer.append(List.of(Step.of(good, 1, 2), Step.of(bad, 1, 2)));
            transformer.append(Step.of(alone, 1, 2));

            assertThatThrownBy(() -> transformer.append(List.of(Step.of(good, 3), Step.of(bad, 1_000_000))))
                    .isInstanceOf(ModelException.class);

            assertThat(List.of(good.length(), bad.length())).containsExactly(2, 2);
            assertThat(transformer.append(Step.of(good, 3))).isEqualTo(transformer.append(Step.of(alone, 3)));
        }
    }

    /** Qwen1 with dynamic NTK and LogN, which begin at 64 tokens. */
    private Checkpoint longContext(String golden) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode config = (ObjectNode)
                json.readTree(GOLDEN.resolve(golden).resolve("config.json").toFile());
        if (golden.equals("qwen")) {
            config.put("use_dynamic_ntk", true).put("use_logn_attn", true);
        }
        json.writeValue(folder.resolve("config.json").toFile(), config);
        Files.copy(GOLDEN.resolve(golden).resolve("model.safetensors"), folder.resolve("model.safetensors"));
        return Checkpoint.open(folder);
    }
}
