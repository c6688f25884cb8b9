package dev.qwen4j.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.qwen4j.model.checkpoint.Yarn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RotaryTableTest {
    @ParameterizedTest
    @CsvSource({
        "1, 8192, 1",
        "8192, 8192, 1",
        "8193, 8192, 3",
        "16384, 8192, 3",
        "16385, 8192, 7",
        "32768, 8192, 7",
        "2048, 2048, 1",
        "2049, 2048, 3",
        "4097, 2048, 7",
        "300, 64, 15"
    })
    void alpha_grows_in_steps_beyond_the_training_length(int n, int trained, double alpha) {
        assertThat(RotaryTable.ntkAlpha(n, trained)).isEqualTo(alpha);
    }

    @ParameterizedTest
    @CsvSource({"3, 30527.73675", "7, 72195.86009"})
    void alpha_widens_the_base(double alpha, double base) {
        // The slowest pair of dimensions turns by base^(-126/128) at position 1.
        float[] table = RotaryTable.build(2, RotaryTable.frequencies(128, 10000, alpha), 1);

        double frequency = Math.pow(base, -126.0 / 128);
        assertThat((double) table[64 + 63]).isCloseTo(Math.cos(frequency), within(1e-7));
        assertThat((double) table[(2 + 1) * 64 + 63]).isCloseTo(Math.sin(frequency), within(1e-9));
    }

    @Test
    void position_zero_does_not_turn() {
        float[] table = RotaryTable.build(1, RotaryTable.frequencies(4, 10000, 1), 1);

        assertThat(table).containsExactly(1, 1, 0, 0);
    }

    /** Qwen2.5-7B-Instruct and Qwen3 at four times their length: the change goes from pair 23 to pair 40. */
    @Test
    void yarn_slows_the_slow_pairs_by_its_factor_and_leaves_the_fast_ones() {
        double[] plain = RotaryTable.frequencies(128, 1e6, 1);

        double[] scaled = RotaryTable.yarnFrequencies(128, 1e6, yarn(4, 32768));

        for (int i = 0; i < 64; i++) {
            double ramp = i <= 23 ? 0 : i >= 40 ? 1 : (i - 23) / 17.0;
            assertThat(scaled[i])
                    .as("pair %d", i)
                    .isCloseTo(plain[i] / 4 * ramp + plain[i] * (1 - ramp), withinPercentage(1e-9));
        }
    }

    @Test
    void yarn_may_change_at_one_pair_from_all_to_nothing() {
        double[] plain = RotaryTable.frequencies(8, 100, 1);

        // At one token the first pair already turns too slowly.
        double[] scaled = RotaryTable.yarnFrequencies(8, 100, yarn(2, 1));

        assertThat(scaled[0]).isEqualTo(plain[0]);
        assertThat(scaled[1]).isEqualTo(plain[1] / 2);
        assertThat(scaled[3]).isEqualTo(plain[3] / 2);
    }

    @Test
    void cosines_and_sines_are_scaled() {
        float[] table = RotaryTable.build(2, new double[] {1}, 3);

        assertThat(table).containsExactly(3, (float) (3 * Math.cos(1)), 0, (float) (3 * Math.sin(1)));
    }

    private static Yarn yarn(double factor, int originalLength) {
        return new Yarn(factor, originalLength, 1, 32, 1);
    }

    @Test
    void queries_are_scaled_beyond_the_training_length_only() {
        float[] scale = RotaryTable.queryScale(32767, 8192);

        assertThat(scale[0]).isEqualTo(1);
        assertThat(scale[8191]).isEqualTo(1);
        assertThat(scale[8192]).isCloseTo(1.0000135f, within(1e-6f));
        assertThat(scale[16383]).isCloseTo(14 / 13f, within(1e-6f));
        assertThat(scale[32766]).isCloseTo(1.1538428f, within(1e-6f));
    }
}
