package dev.qwen4j.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code config.json} can ask for beyond the golden cases, against {@link PlainDecoder}. */
class AttentionVariantsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path QWEN2 = Path.of("src/test/resources/golden/qwen2");
    private static final int[] TOKENS = new Random(3).ints(48, 0, 400).toArray();

    /** Of a head of 16 dimensions at base 1e6. */
    private static final double[] FREQUENCIES = DoubleStream.iterate(0, i -> i + 1)
            .limit(8)
            .map(i -> Math.pow(1e6, -i / 8))
            .toArray();

    @TempDir
    Path folder;

    /** How many tokens go in at once: all, some, one by one. */
    @ParameterizedTest
    @ValueSource(ints = {48, 13, 1})
    void without_variants_both_decoders_agree(int piece) throws IOException {
        assertAgreement("{}", piece, FREQUENCIES, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {48, 13, 1})
    void yarn_slows_the_rotation_and_scales_queries_and_keys(int piece) throws IOException {
        // Within 64 tokens, the first pair turns 10 times and the second once every 35 tokens: the change goes from
        // pair 0 to pair 2, with the one between half way.
        double[] slowed = FREQUENCIES.clone();
        slowed[1] *= 0.5 + 0.5 / 4;
        for (int i = 2; i < slowed.length; i++) {
            slowed[i] /= 4;
        }

        assertAgreement(
                "{\"rope_scaling\": {\"rope_type\": \"yarn\", \"factor\": 4.0,"
                        + " \"original_max_position_embeddings\": 64}}",
                piece,
                slowed,
                1.1386294361119891);
    }

    private void assertAgreement(String overrides, int piece, double[] frequencies, double scale) throws IOException {
        ObjectNode config =
                (ObjectNode) JSON.readTree(QWEN2.resolve("config.json").toFile());
        config.setAll((ObjectNode) JSON.readTree(overrides));
        JSON.writeValue(folder.resolve("config.json").toFile(), config);
        Files.copy(QWEN2.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        try (Checkpoint checkpoint = Checkpoint.open(folder);
                Transformer transformer = Transformer.load(checkpoint, Precision.FP32);
                KvCache cache = transformer.newCache(TOKENS.length)) {
            double[][] expected = new PlainDecoder(checkpoint, frequencies, scale).logits(TOKENS);

            for (int from = 0; from < TOKENS.length; from += piece) {
                int to = Math.min(from + piece, TOKENS.length);
                float[] logits = transformer.forwardEach(Arrays.copyOfRange(TOKENS, from, to), cache);

                for (int p = from; p < to; p++) {
                    int rows = transformer.vocabularyRows();
                    float[] row = Arrays.copyOfRange(logits, (p - from) * rows, (p - from + 1) * rows);
                    assertThat(doubles(row)).as("position %d", p).containsExactly(expected[p], within(2e-4));
                }
            }
        }
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
