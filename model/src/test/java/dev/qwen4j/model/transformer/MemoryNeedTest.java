package dev.qwen4j.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.model.Precision;
import dev.qwen4j.model.checkpoint.Checkpoint;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MemoryNeedTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @Test
    void embedding_keeps_its_type_and_the_rest_has_that_of_the_arithmetic() {
        MemoryNeed need = need("qwen");

        int table = 512 * 64;
        int rest = 148_160 - table;
        int normsAndBiases = 5 * 64 + 2 * 3 * 64;
        assertThat(need.weightBytes(Precision.FP32)).isEqualTo(4 * table + 4 * rest);
        assertThat(need.weightBytes(Precision.BF16)).isEqualTo(4 * table + 2 * rest + 2 * normsAndBiases);
    }

    @Test
    void quantized_weights_take_their_bits_and_scales_and_the_head_has_eight_bits() {
        MemoryNeed need = need("qwen");

        int table = 512 * 64;
        int head = 512 * 64 + 6 * 512;
        int norms = 4 * 5 * 64;
        int biases = 4 * 2 * 3 * 64;
        int layers = 148_160 - 2 * table - 5 * 64 - 2 * 3 * 64;
        int inGroupsOf128 = 2 * 64 * 128;
        int inGroupsOf64 = layers - inGroupsOf128;
        assertThat(need.weightBytes(Precision.INT4))
                .isEqualTo(4 * table
                        + head
                        + norms
                        + biases
                        + layers / 2
                        + inGroupsOf128 / 128 * 4
                        + inGroupsOf64 / 64 * 4);
    }

    @Test
    void gptq_weights_stay_as_they_are_stored_when_others_are_quantized() {
        MemoryNeed need = need("qwen-gptq-int4");

        assertThat(need.weightBytes(Precision.INT8)).isLessThan(need.weightBytes(Precision.BF16));
        assertThat(need.weightBytes(Precision.INT8)).isEqualTo(need.weightBytes(Precision.INT4));
    }

    @Test
    void tied_embedding_is_there_twice() {
        MemoryNeed need = need("qwen2");

        assertThat(need.weightBytes(Precision.FP32)).isEqualTo(4 * (289_920 + 512 * 96));
    }

    @Test
    void gptq_weights_take_the_memory_of_the_arithmetic_that_unpacks_them() {
        assertThat(need("qwen-gptq-int4-asym-actorder").weightBytes(Precision.FP32))
                .isEqualTo(need("qwen").weightBytes(Precision.FP32) - 2 * 512 * 64);
    }

    @Test
    void cache_holds_float32_keys_and_values_of_every_layer() {
        assertThat(need("qwen").cacheBytesPerToken()).isEqualTo(2 * 2 * 4 * 16 * 4);
        assertThat(need("qwen2").cacheBytesPerToken()).isEqualTo(2 * 3 * 2 * 16 * 4);
    }

    @Test
    void cache_in_int8_has_a_byte_for_each_number_and_a_scale_for_each_head() {
        assertThat(need("qwen").int8CacheBytesPerToken()).isEqualTo(2 * 2 * 4 * (16 + 4));
    }

    private static MemoryNeed need(String folder) {
        try (Checkpoint checkpoint = Checkpoint.open(GOLDEN.resolve(folder))) {
            return MemoryNeed.of(checkpoint);
        }
    }
}
