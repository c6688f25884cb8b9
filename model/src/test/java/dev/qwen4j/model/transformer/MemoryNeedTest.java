package dev.qwen4j.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(need.fp32WeightBytes()).isEqualTo(4 * table + 4 * rest);
        assertThat(need.bf16WeightBytes()).isEqualTo(4 * table + 2 * rest);
    }

    @Test
    void tied_embedding_is_there_twice() {
        MemoryNeed need = need("qwen2");

        assertThat(need.fp32WeightBytes()).isEqualTo(4 * (289_920 + 512 * 96));
    }

    @Test
    void quantized_weights_take_the_memory_of_the_arithmetic() {
        assertThat(need("qwen-gptq-int4-asym-actorder").fp32WeightBytes())
                .isEqualTo(need("qwen").fp32WeightBytes() - 2 * 512 * 64);
    }

    @Test
    void cache_holds_float32_keys_and_values_of_every_layer() {
        assertThat(need("qwen").cacheBytesPerToken()).isEqualTo(2 * 2 * 4 * 16 * 4);
        assertThat(need("qwen2").cacheBytesPerToken()).isEqualTo(2 * 3 * 2 * 16 * 4);
    }

    private static MemoryNeed need(String folder) {
        try (Checkpoint checkpoint = Checkpoint.open(GOLDEN.resolve(folder))) {
            return MemoryNeed.of(checkpoint);
        }
    }
}
