package dev.qwen4j.model.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryBandwidthTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void some_bytes_a_second_are_read_by_any_number_of_threads(int threads) throws Exception {
        double bytesPerSecond = MemoryBandwidth.measure(threads, 1_000_003);

        assertThat(bytesPerSecond).isPositive().isFinite();
    }
}
