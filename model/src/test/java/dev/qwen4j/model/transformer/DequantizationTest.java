package dev.qwen4j.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.pytorch.jni.IValue;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.checkpoint.ElementType;
import dev.qwen4j.model.checkpoint.Gptq;
import dev.qwen4j.model.checkpoint.SafeTensors;
import dev.qwen4j.model.checkpoint.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
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
                Script script = Script.load(checkpoint.config(), Script.Placement.CPU, Precision.FP32);
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

    /** Less one it is all ones, which the golden matrices do not hold. */
    @Test
    void a_zero_point_of_zero_is_understood() {
        Gptq.Packed packed = new Gptq.Packed(
                4,
                words("qweight", new long[] {1, 8}, Collections.nCopies(8, 0xfedc3210)),
                words("qzeros", new long[] {1, 1}, List.of(0xffffffff)),
                tensor("scales", ElementType.F16, new long[] {1, 8}, ones()),
                words("g_idx", new long[] {8}, Collections.nCopies(8, 0)));

        try (Checkpoint checkpoint = Checkpoint.open(GOLDEN.resolve("qwen-gptq-int4"));
                Script script = Script.load(checkpoint.config(), Script.Placement.CPU, Precision.FP32);
                IValue matrix = reader(checkpoint, script).dequantized(packed)) {
            assertThat(Arrays.copyOf(script.floats(matrix), 8)).containsExactly(0, 1, 2, 3, 12, 13, 14, 15);
        }
    }

    private static TensorData words(String name, long[] shape, List<Integer> values) {
        ByteBuffer data =
                ByteBuffer.allocateDirect(values.size() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        values.forEach(data::putInt);
        return tensor(name, ElementType.I32, shape, data.flip());
    }

    private static TensorData tensor(String name, ElementType type, long[] shape, ByteBuffer data) {
        return new TensorData(
                name, type, shape, (offset, buffer) -> buffer.put(data.slice((int) offset, buffer.remaining())));
    }

    private static MatrixReader reader(Checkpoint checkpoint, Script script) {
        return new MatrixReader(checkpoint, script, new WeightReader(script));
    }

    private static ByteBuffer ones() {
        ByteBuffer data = ByteBuffer.allocateDirect(8 * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 8; i++) {
            data.putShort((short) 0x3c00);
        }
        return data.flip();
    }

    private static void assertUnpacked(Script script, Checkpoint checkpoint, String linear, TensorData expected) {
        float[] values = new float[expected.data().asFloatBuffer().remaining()];
        expected.data().asFloatBuffer().get(values);
        int outputs = (int) expected.shape()[0];
        int inputs = (int) expected.shape()[1];

        float[] unpacked;
        try (IValue matrix = reader(checkpoint, script).dequantized(checkpoint.quantized(linear, outputs, inputs))) {
            unpacked = script.floats(matrix);
        }

        assertThat(unpacked).as(linear).containsExactly(values, within(1e-6f));
    }
}
