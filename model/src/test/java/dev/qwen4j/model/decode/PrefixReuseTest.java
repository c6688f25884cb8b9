package dev.qwen4j.model.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.QwenOptions;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.transformer.Transformer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A prefix cache over real forward passes, against prompts read from the start. */
@Timeout(120)
class PrefixReuseTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final int PLENTY = 1 << 30;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"qwen", "qwen2", "qwen3"})
    void logits_are_equal_to_the_bit_where_the_same_pieces_were_read(String golden) throws IOException {
        Random random = new Random(11);
        try (Transformer model = load(golden)) {
            for (int round = 0; round < 20; round++) {
                PrefixCache cache = new PrefixCache(model, PLENTY);
                int[] prompt = tokens(random, 40 + random.nextInt(80));
                int shared = 1 + random.nextInt(prompt.length - 1);
                int[] beginning = Arrays.copyOf(prompt, shared);
                int[] rest = Arrays.copyOfRange(prompt, shared, prompt.length);

                // Made as long as the prompt, so that dynamic NTK makes no difference.
                int[] other = prompt.clone();
                other[shared]++;
                try (CachedSequence earlier = cache.begin(new Tokens(other), prompt.length)) {
                    model.append(Step.of(earlier.sequence(), beginning));
                    if (round % 2 == 0) {
                        model.append(Step.of(earlier.sequence(), other[shared]));
                    }
                }
                try (CachedSequence warm = cache.begin(new Tokens(prompt), prompt.length);
                        Sequence cold = model.begin(prompt.length)) {
                    assertThat(warm.length()).isEqualTo(shared);
                    model.append(Step.of(cold, beginning));
                    assertThat(model.append(Step.of(warm.sequence(), rest)))
                            .isEqualTo(model.append(Step.of(cold, rest)));
                }
                cache.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen", "qwen2", "qwen3"})
    void logits_differ_in_the_last_bits_only_where_other_pieces_were_read(String golden) throws IOException {
        Random random = new Random(12);
        try (Transformer model = load(golden);
                PrefixCache cache = new PrefixCache(model, PLENTY)) {
            int[] earlier = {};
            int reused = 0;
            for (int round = 0; round < 60; round++) {
                int kept = random.nextInt(earlier.length + 1);
                int[] prompt = Arrays.copyOf(earlier, Math.min(kept, 150) + 1 + random.nextInt(40));
                for (int i = Math.min(kept, 150); i < prompt.length; i++) {
                    prompt[i] = random.nextInt(400);
                }
                try (CachedSequence warm = cache.begin(new Tokens(prompt), prompt.length);
                        Sequence cold = model.begin(prompt.length)) {
                    reused += warm.length();
                    float[] logits = model.append(
                            Step.of(warm.sequence(), Arrays.copyOfRange(prompt, warm.length(), prompt.length)));
                    // Measured: 6.2e-6.
                    assertThat(logits).containsExactly(model.append(Step.of(cold, prompt)), within(2e-5f));
                }
                earlier = prompt;
            }
            assertThat(reused).isGreaterThan(500);
        }
    }

    /** Qwen1 with dynamic NTK and LogN, which begin at 64 tokens. */
    private Transformer load(String golden) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode config = (ObjectNode)
                json.readTree(GOLDEN.resolve(golden).resolve("config.json").toFile());
        if (golden.equals("qwen")) {
            config.put("use_dynamic_ntk", true).put("use_logn_attn", true);
        }
        json.writeValue(folder.resolve("config.json").toFile(), config);
        Files.copy(GOLDEN.resolve(golden).resolve("model.safetensors"), folder.resolve("model.safetensors"));
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            return Transformer.load(checkpoint, QwenOptions.DEFAULT.withPrecision(Precision.FP32));
        }
    }

    private static int[] tokens(Random random, int count) {
        return random.ints(count, 0, 400).toArray();
    }
}
