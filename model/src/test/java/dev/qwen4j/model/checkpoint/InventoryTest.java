package dev.qwen4j.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InventoryTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @Test
    void plain_parameters_are_the_elements_of_all_tensors() {
        int tables = 2 * 512 * 64;
        int layer = 2 * 64 + 192 * 64 + 192 + 64 * 64 + 3 * 128 * 64;

        assertThat(inventory("qwen").parameters()).isEqualTo(tables + 2 * layer + 64);
    }

    @ParameterizedTest
    @CsvSource({"qwen-gptq-int4, 768", "qwen-gptq-int8, 0", "qwen-gptq-int4-asym-actorder, 0"})
    void quantized_parameters_are_those_before_quantization(String folder, long zeroBiases) {
        assertThat(inventory(folder).parameters()).isEqualTo(inventory("qwen").parameters() + zeroBiases);
    }

    @Test
    void bytes_of_each_type_are_the_data_of_the_file() {
        long parameters = inventory("qwen").parameters();

        assertThat(inventory("qwen").bytesByType()).isEqualTo(Map.of(ElementType.F32, 4 * parameters));
    }

    private static Inventory inventory(String folder) {
        try (Checkpoint checkpoint = Checkpoint.open(GOLDEN.resolve(folder))) {
            return checkpoint.inventory();
        }
    }
}
