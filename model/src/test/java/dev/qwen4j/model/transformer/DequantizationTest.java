package dev.qwen4j.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.pytorch.jni.IValue;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.checkpoint.SafeTensors;
import dev.qwen4j.model.checkpoint.TensorData;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What GPTQ packed is unpacked to the numbers of an independent reader. */
class DequantizationTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final String PREFIX = "dequantized.";
    private static final String SUFFIX = ".weight";

    @ParameterizedTest
    @ValueSource(strings = {"qwen-gptq-int4", "qwen-gptq-int8", "qwen-gptq-int4-asym-actorder"})
    void every_quantized_matrix_is_unpacked(String folder) {
        try (Checkpoint checkpoint = Checkpoint.open(GOLDEN.resolve(folder));
                Script script = Script.load(checkpoint.config(), Precision.FP32);
                SafeTensors expected = SafeTensors.open(GOLDEN.resolve(folder).resolve("expected.safetensors"))) {
            int matrices = 0;
            for (String name : expected.names()) {
                if (name.startsWith(PREFIX)) {
                    String linear = name.substring(PREFIX.length(), name.length() - SUFFIX.length());
                    assertUnpacked(script, checkpoint, linear, expected.tensor(name));
                    matrices++;
                }
            }
            assertThat(matrices).isEqualTo(5);
        }
    }

    private static void assertUnpacked(Script script, Checkpoint checkpoint, String linear, TensorData expected) {
        float[] values = new float[expected.data().asFloatBuffer().remaining()];
        expected.data().asFloatBuffer().get(values);
        int outputs = (int) expected.shape()[0];
        int inputs = (int) expected.shape()[1];

        float[] unpacked;
        try (IValue matrix = script.dequantized(checkpoint.quantized(linear, outputs, inputs))) {
            unpacked = script.floats(matrix);
        }

        assertThat(unpacked).as(linear).containsExactly(values, within(1e-6f));
    }
}
