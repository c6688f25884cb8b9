package dev.qwen4j.model.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.ModelException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfiguredSamplerTest {
    private static final GenerationConfig SAMPLE = GenerationConfig.GREEDY.withDoSample(true);

    @Test
    void greedy_takes_the_greatest_logit() {
        assertThat(next(GenerationConfig.GREEDY, 1, 5, 3)).isEqualTo(1);
    }

    @Test
    void repetition_penalty_divides_positive_and_multiplies_negative_logits_of_seen_tokens() {
        GenerationConfig config = GenerationConfig.GREEDY.withRepetitionPenalty(2);
        BitSet seen = new BitSet();
        seen.set(1);

        assertThat(new ConfiguredSampler(config).next(new float[] {3, 5, 2}, seen))
                .isZero();
        assertThat(new ConfiguredSampler(config).next(new float[] {-3, -2, -5}, seen))
                .isZero();
    }

    @Test
    void frequencies_follow_the_softmax_of_the_logits() {
        double[] frequencies = frequencies(SAMPLE, 0, (float) Math.log(2), (float) Math.log(5));

        assertThat(frequencies[0]).isCloseTo(1 / 8.0, within(0.02));
        assertThat(frequencies[1]).isCloseTo(2 / 8.0, within(0.02));
        assertThat(frequencies[2]).isCloseTo(5 / 8.0, within(0.02));
    }

    @Test
    void temperature_divides_the_logits() {
        double[] frequencies = frequencies(SAMPLE.withTemperature(0.5), 0, (float) Math.log(3));

        assertThat(frequencies[1]).isCloseTo(9 / 10.0, within(0.02));
    }

    @Test
    void top_k_keeps_the_k_most_probable() {
        assertThat(frequencies(SAMPLE.withTopK(2), 1, 3, 2, 0)).satisfies(f -> {
            assertThat(f[0]).isZero();
            assertThat(f[3]).isZero();
            assertThat(f[1]).isPositive();
            assertThat(f[2]).isPositive();
        });
    }

    @Test
    void top_p_keeps_the_smallest_set_that_reaches_it() {
        // Probabilities 0.5, 0.3, 0.2: 0.5 alone does not reach 0.6, 0.5 and 0.3 do.
        double[] frequencies =
                frequencies(SAMPLE.withTopP(0.6), (float) Math.log(0.2), (float) Math.log(0.5), (float) Math.log(0.3));

        assertThat(frequencies[0]).isZero();
        assertThat(frequencies[1]).isCloseTo(5 / 8.0, within(0.02));
    }

    @Test
    void top_p_counts_among_what_top_k_left() {
        // Of 0.5, 0.3, 0.2 top-k 2 leaves 0.625 and 0.375; the first alone reaches 0.6.
        double[] frequencies = frequencies(
                SAMPLE.withTopK(2).withTopP(0.6), (float) Math.log(0.2), (float) Math.log(0.5), (float) Math.log(0.3));

        assertThat(frequencies[1]).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void logits_that_are_not_numbers_are_an_error(float logit) {
        for (GenerationConfig config : List.of(GenerationConfig.GREEDY, SAMPLE)) {
            assertThatThrownBy(() -> next(config, 1, logit, 2))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContainingAll("token 1", "--dtype fp32", "download it again");
        }
    }

    @Test
    void a_token_that_is_ruled_out_is_never_drawn() {
        assertThat(next(SAMPLE, Float.NEGATIVE_INFINITY, 1, Float.NEGATIVE_INFINITY))
                .isEqualTo(1);
    }

    private static int next(GenerationConfig config, float... logits) {
        return new ConfiguredSampler(config).next(logits, new BitSet());
    }

    private static double[] frequencies(GenerationConfig config, float... logits) {
        int draws = 20_000;
        double[] frequencies = new double[logits.length];
        Sampler sampler = new ConfiguredSampler(config);
        for (int i = 0; i < draws; i++) {
            frequencies[sampler.next(logits.clone(), new BitSet())] += 1.0 / draws;
        }
        return Arrays.stream(frequencies).map(f -> Math.round(f * 1e6) / 1e6).toArray();
    }
}
