package dev.qwen4j.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.model.checkpoint.QwenConfig;
import dev.qwen4j.model.checkpoint.SafeTensors;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On the golden checkpoints, which were not written by this code. */
class WeightLayoutTest {
    @ParameterizedTest
    @ValueSource(strings = {"qwen", "qwen2", "qwen3"})
    void names_and_shapes_are_those_of_a_checkpoint(String golden) {
        Path folder = Path.of("src", "test", "resources", "golden", golden);

        Map<String, long[]> layout = WeightLayout.of(QwenConfig.read(folder));

        try (SafeTensors weights = SafeTensors.open(folder.resolve("model.safetensors"))) {
            assertThat(layout.keySet()).containsExactlyInAnyOrderElementsOf(weights.names());
            layout.forEach((name, shape) ->
                    assertThat(shape).as(name).isEqualTo(weights.tensor(name).shape()));
        }
    }
}
