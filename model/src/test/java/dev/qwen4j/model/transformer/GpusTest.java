package dev.qwen4j.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qwen4j.model.ComputeDevice;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.QwenOptions;
import org.junit.jupiter.api.Test;

class GpusTest {
    @Test
    void without_a_usable_gpu_auto_is_the_cpu() {
        ComputeDevice chosen = Gpus.choose(ComputeDevice.AUTO);

        assertThat(chosen).isEqualTo(Gpus.find().usable() ? ComputeDevice.cuda(0) : ComputeDevice.CPU);
        assertThat(Gpus.choose(ComputeDevice.CPU)).isEqualTo(ComputeDevice.CPU);
    }

    /** What PyTorch itself says of a build for CPUs only, so that no layer of ours decides alone. */
    @Test
    void a_gpu_that_the_libraries_cannot_use_is_refused_when_the_model_is_opened() {
        assumeTrue(!Gpus.find().libraries(), "PyTorch's libraries for CUDA are on the class path");
        QwenOptions options = QwenOptions.DEFAULT.withDevice(ComputeDevice.cuda(1));

        assertThatThrownBy(() -> QwenModel.openEmbedded(options))
                .isInstanceOf(ModelException.class)
                .hasMessage("device cuda:1 cannot be used: PyTorch's libraries for CUDA are not on the class path; add"
                        + " ai.djl.pytorch:pytorch-native-cu128 (docs/gpu.md) or choose the device cpu");
    }

    @Test
    void libraries_without_a_gpu_are_refused_with_the_words_of_pytorch() {
        Gpus gpus = new Gpus(true, "Found no NVIDIA driver on your system.");

        assertThat(gpus.usable()).isFalse();
        assertThatThrownBy(() -> gpus.require(ComputeDevice.cuda(0)))
                .isInstanceOf(ModelException.class)
                .hasMessage("device cuda:0 cannot be used: PyTorch finds no such GPU (Found no NVIDIA driver on your"
                        + " system.); see whether nvidia-smi lists it or choose the device cpu");
    }

    @Test
    void a_gpu_that_works_is_not_refused() {
        Gpus gpus = new Gpus(true, "");

        assertThat(gpus.usable()).isTrue();
        gpus.require(ComputeDevice.cuda(0));
    }
}
