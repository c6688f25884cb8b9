package dev.qwen4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComputeDeviceTest {
    @ParameterizedTest
    @ValueSource(strings = {"auto", "cpu", "cuda:0", "cuda:11"})
    void names_are_read_and_written_alike(String name) {
        assertThat(ComputeDevice.of(name)).hasToString(name);
    }

    @Test
    void cuda_alone_is_the_first_gpu() {
        assertThat(ComputeDevice.of("cuda")).isEqualTo(ComputeDevice.cuda(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CPU", "gpu", "cuda:", "cuda:-1", "cuda:1234", "cpu:0", "cuda:0 "})
    void other_names_are_refused_with_those_that_are_allowed(String name) {
        assertThatThrownBy(() -> ComputeDevice.of(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("device must be auto, cpu, cuda or cuda:N but is '" + name + "'");
    }

    @Test
    void only_gpus_are_counted() {
        assertThatThrownBy(() -> new ComputeDevice(ComputeDevice.Kind.CPU, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ComputeDevice.cuda(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
