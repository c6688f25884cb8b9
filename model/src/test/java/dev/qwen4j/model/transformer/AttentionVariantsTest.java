package dev.qwen4j.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.QwenOptions;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.decode.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code config.json} can ask for beyond the golden cases, against {@link PlainDecoder}. */
class AttentionVariantsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path QWEN2 = Path.of("src/test/resources/golden/qwen2");
    private static final int[] TOKENS = new Random(3).ints(48, 0, 400).toArray();

    /** Of a head of 16 dimensions at base 1e6. */
    private static final double[] FREQUENCIES = frequencies(1e6);

    private static final IntUnaryOperator EVERYTHING = layer -> Integer.MAX_VALUE;

    @TempDir
    Path folder;

    /** How many tokens go in at once: all, some, one by one. */
    @ParameterizedTest
    @ValueSource(ints = {48, 13, 1})
    void without_variants_both_decoders_agree(int piece) throws IOException {
        assertAgreement("{}", piece, FREQUENCIES, 1, EVERYTHING);
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
                1.1386294361119891,
                EVERYTHING);
    }

    @ParameterizedTest
    @CsvSource({"48, 1", "48, 5", "48, 47", "48, 48", "48, 100", "13, 1", "13, 5", "13, 20", "1, 1", "1, 5", "1, 47"})
    void upper_layers_see_a_window(int piece, int window) throws IOException {
        String overrides =
                "{\"use_sliding_window\": true, \"max_window_layers\": 1, \"sliding_window\": " + window + "}";

        assertAgreement(overrides, piece, FREQUENCIES, 1, layer -> layer >= 1 ? window : Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(ints = {48, 13, 1})
    void layers_see_a_window_by_their_type(int piece) throws IOException {
        String overrides = """
                {"use_sliding_window": true, "sliding_window": 7,
                 "layer_types": ["sliding_attention", "full_attention", "sliding_attention"]}
                """;

        assertAgreement(overrides, piece, FREQUENCIES, 1, layer -> layer == 1 ? Integer.MAX_VALUE : 7);
    }

    /** Windows of one token, of some, of all; in a layer of Qwen2's golden checkpoint and in both of Qwen1's. */
    @ParameterizedTest
    @CsvSource({
        "qwen2, 5 0 20, 48",
        "qwen2, 5 0 20, 13",
        "qwen2, 5 0 20, 4",
        "qwen2, 5 0 20, 1",
        "qwen2, 100 1 47, 13",
        "qwen, 5 0, 48",
        "qwen, 5 0, 13",
        "qwen, 20 6, 13",
        "qwen, 20 6, 4",
        "qwen, 20 6, 1",
        "qwen, 48 47, 48",
    })
    void layers_see_the_windows_that_the_caller_chose(String golden, String list, int piece) {
        List<Integer> windows = Stream.of(list.split(" ")).map(Integer::valueOf).toList();
        boolean qwen1 = golden.equals("qwen");
        try (Checkpoint checkpoint = Checkpoint.open(QWEN2.resolveSibling(golden))) {
            PlainDecoder plain = new PlainDecoder(
                    checkpoint,
                    qwen1 ? frequencies(1e4) : FREQUENCIES,
                    1,
                    layer -> windows.get(layer) == 0 ? Integer.MAX_VALUE : windows.get(layer));

            assertAgreement(
                    checkpoint,
                    QwenOptions.DEFAULT.withPrecision(Precision.FP32).withWindows(windows),
                    piece,
                    plain);
        }
    }

    private void assertAgreement(
            String overrides, int piece, double[] frequencies, double scale, IntUnaryOperator window)
            throws IOException {
        ObjectNode config =
                (ObjectNode) JSON.readTree(QWEN2.resolve("config.json").toFile());
        config.setAll((ObjectNode) JSON.readTree(overrides));
        JSON.writeValue(folder.resolve("config.json").toFile(), config);
        Files.copy(QWEN2.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            PlainDecoder plain = new PlainDecoder(checkpoint, frequencies, scale, window);
            assertAgreement(checkpoint, QwenOptions.DEFAULT.withPrecision(Precision.FP32), piece, plain);
        }
    }

    private static void assertAgreement(Checkpoint checkpoint, QwenOptions options, int piece, PlainDecoder plain) {
        try (Transformer transformer = Transformer.load(checkpoint, options);
                KvCache cache = transformer.begin(TOKENS.length)) {
            double[][] expected = plain.logits(TOKENS);

            for (int from = 0; from < TOKENS.length; from += piece) {
                int to = Math.min(from + piece, TOKENS.length);
                float[] logits = transformer.append(Step.ofEach(cache, Arrays.copyOfRange(TOKENS, from, to)));

                for (int p = from; p < to; p++) {
                    int rows = transformer.vocabularyRows();
                    float[] row = Arrays.copyOfRange(logits, (p - from) * rows, (p - from + 1) * rows);
                    assertThat(doubles(row)).as("position %d", p).containsExactly(expected[p], within(2e-4));
                }
            }
        }
    }

    private static double[] frequencies(double base) {
        return DoubleStream.iterate(0, i -> i + 1)
                .limit(8)
                .map(i -> Math.pow(base, -i / 8))
                .toArray();
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
