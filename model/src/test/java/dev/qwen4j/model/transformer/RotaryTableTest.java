package dev.qwen4j.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
        float[] table = RotaryTable.build(2, 128, 10000, alpha);

        double frequency = Math.pow(base, -126.0 / 128);
        assertThat((double) table[64 + 63]).isCloseTo(Math.cos(frequency), within(1e-7));
        assertThat((double) table[(2 + 1) * 64 + 63]).isCloseTo(Math.sin(frequency), within(1e-9));
    }

    @Test
    void position_zero_does_not_turn() {
        float[] table = RotaryTable.build(1, 4, 10000, 1);

        assertThat(table).containsExactly(1, 1, 0, 0);
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
