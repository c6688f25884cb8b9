package dev.qwen4j.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qwen4j.model.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GptqTest {
    private static final String INT4 = "{\"quant_method\": \"gptq\", \"bits\": 4, \"group_size\": 4}";

    @TempDir
    Path folder;

    /** A linear layer of 16 inputs and 8 outputs, 4 bits, groups of 4: all zero, which is a valid matrix. */
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    private record Tensor(ElementType type, byte[] data, int... shape) {
        static Tensor zeros(ElementType type, int... shape) {
            return new Tensor(
                    type, new byte[Arrays.stream(shape).reduce(1, Math::multiplyExact) * type.bytes()], shape);
        }

        /** The same with another value of its last element, I32. */
        Tensor endingIn(int value) {
            byte[] changed = data.clone();
            ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(changed.length - Integer.BYTES, value);
            return new Tensor(type, changed, shape);
        }
    }

    @BeforeEach
    void valid() {
        tensors.put("layer.qweight", Tensor.zeros(ElementType.I32, 2, 8));
        tensors.put("layer.qzeros", Tensor.zeros(ElementType.I32, 4, 1));
        tensors.put("layer.scales", Tensor.zeros(ElementType.F16, 4, 8));
        tensors.put("layer.g_idx", Tensor.zeros(ElementType.I32, 16).endingIn(3));
    }

    @Test
    void the_parts_of_a_quantized_matrix_are_found() throws IOException {
        try (Checkpoint checkpoint = open(INT4)) {
            Gptq.Packed packed = checkpoint.quantized("layer", 8, 16);

            assertThat(checkpoint.isQuantized("layer")).isTrue();
            assertThat(checkpoint.isQuantized("other")).isFalse();
            assertThat(packed.bits()).isEqualTo(4);
            assertThat(packed.words().name()).isEqualTo("layer.qweight");
            assertThat(packed.zeros().name()).isEqualTo("layer.qzeros");
            assertThat(packed.scales().name()).isEqualTo("layer.scales");
            assertThat(packed.groups().name()).isEqualTo("layer.g_idx");
        }
    }

    @Test
    void eight_bits_need_twice_the_words() throws IOException {
        tensors.put("layer.qweight", Tensor.zeros(ElementType.I32, 4, 8));
        tensors.put("layer.qzeros", Tensor.zeros(ElementType.I32, 4, 2));

        try (Checkpoint checkpoint = open(INT4.replace("\"bits\": 4", "\"bits\": 8"))) {
            assertThat(checkpoint.quantized("layer", 8, 16).bits()).isEqualTo(8);
        }
    }

    @Test
    void a_group_size_of_minus_one_makes_one_group_of_all_inputs() throws IOException {
        tensors.put("layer.qzeros", Tensor.zeros(ElementType.I32, 1, 1));
        tensors.put("layer.scales", Tensor.zeros(ElementType.F16, 1, 8));
        tensors.put("layer.g_idx", Tensor.zeros(ElementType.I32, 16));

        try (Checkpoint checkpoint = open(INT4.replace("\"group_size\": 4", "\"group_size\": -1"))) {
            assertThat(checkpoint.quantized("layer", 8, 16).scales().shape()).containsExactly(1, 8);
        }
    }

    @Test
    void the_last_group_may_be_smaller() throws IOException {
        tensors.put("layer.qzeros", Tensor.zeros(ElementType.I32, 2, 1));
        tensors.put("layer.scales", Tensor.zeros(ElementType.F16, 2, 8));
        tensors.put("layer.g_idx", Tensor.zeros(ElementType.I32, 16).endingIn(1));

        try (Checkpoint checkpoint = open(INT4.replace("\"group_size\": 4", "\"group_size\": 12"))) {
            assertThat(checkpoint.quantized("layer", 8, 16).scales().shape()).containsExactly(2, 8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"layer.qweight", "layer.qzeros", "layer.scales", "layer.g_idx"})
    void a_missing_part_is_named(String name) throws IOException {
        tensors.remove(name);

        assertTensorFault(folder + ": has no tensor '" + name + "', which a QWenLMHeadModel must have;"
                + " download the checkpoint again, all its files");
    }

    @ParameterizedTest
    @CsvSource({
        "layer.qweight, '[2, 8]', '[1, 8, 1]'",
        "layer.qzeros, '[4, 1]', '[1, 8, 1]'",
        "layer.scales, '[4, 8]', '[1, 8, 1]'",
        "layer.g_idx, [16], '[1, 8, 1]'",
    })
    void a_part_of_another_shape_is_named_with_both_shapes(String name, String due, String found) throws IOException {
        tensors.put(name, Tensor.zeros(ElementType.I32, 1, 8, 1));

        assertTensorFault(weights() + ": tensor '" + name + "' must have the shape " + due + " but has " + found
                + "; config.json and weights do not belong together");
    }

    @ParameterizedTest
    @CsvSource({"layer.qweight, '2,8'", "layer.qzeros, '4,1'", "layer.g_idx, 16"})
    void a_part_of_another_type_is_named_with_both_types(String name, String shape) throws IOException {
        int[] sizes =
                Arrays.stream(shape.split(",")).mapToInt(Integer::parseInt).toArray();
        tensors.put(name, Tensor.zeros(ElementType.F32, sizes));

        assertTensorFault(
                weights() + ": tensor '" + name + "' must have the type I32 but has F32; download the file again");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, -1, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void an_input_in_no_group_is_refused(int group) throws IOException {
        tensors.put("layer.g_idx", Tensor.zeros(ElementType.I32, 16).endingIn(group));

        assertTensorFault(weights() + ": tensor 'layer.g_idx' must hold groups from 0 to 3 but holds " + group
                + " at 15; download the file again");
    }

    @Test
    void sizes_that_fill_no_whole_words_are_refused() throws IOException {
        try (Checkpoint checkpoint = open(INT4)) {
            assertThatThrownBy(() -> checkpoint.quantized("layer", 8, 12))
                    .isInstanceOf(ModelException.class)
                    .hasMessage(folder + ": 'layer' has 8 outputs and 12 inputs, which must be multiples of 8 to be"
                            + " quantized to 4 bits; config.json and weights do not belong together");
        }
    }

    @Test
    void quantized_weights_without_their_configuration_are_refused() throws IOException {
        try (Checkpoint checkpoint = open("null")) {
            assertThatThrownBy(() -> checkpoint.quantized("layer", 8, 16))
                    .isInstanceOf(ModelException.class)
                    .hasMessage(configFile() + ": has no 'quantization_config' but 'layer' is stored quantized;"
                            + " use the config.json that belongs to these weights");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"quant_method\": \"awq\", \"bits\": 4, \"group_size\": 4} | 'quantization_config.quant_method' must"
                        + " be \"gptq\" but is \"awq\"; get the unquantized or the GPTQ checkpoint of this model",
                "{\"bits\": 4, \"group_size\": 4} | 'quantization_config.quant_method' must"
                        + " be \"gptq\" but is null; get the unquantized or the GPTQ checkpoint of this model",
                "{\"quant_method\": \"gptq\", \"checkpoint_format\": \"gptq_v2\"} |"
                        + " 'quantization_config.checkpoint_format' must be \"gptq\" but is \"gptq_v2\";"
                        + " get the unquantized or the GPTQ checkpoint of this model",
                "{\"quant_method\": \"gptq\", \"dynamic\": {\"-:attn\": {}}} | 'quantization_config.dynamic' must be"
                        + " absent or empty but is {\"-:attn\":{}}",
                "{\"quant_method\": \"gptq\", \"group_size\": 4} | 'quantization_config.bits' is missing",
                "{\"quant_method\": \"gptq\", \"bits\": 3} | 'quantization_config.bits' must be 4 or 8 but is 3",
                "{\"quant_method\": \"gptq\", \"bits\": 4} | 'quantization_config.group_size' is missing",
                "{\"quant_method\": \"gptq\", \"bits\": 4, \"group_size\": 0} | 'quantization_config.group_size' must"
                        + " be a positive integer but is 0",
                "{\"quant_method\": \"gptq\", \"bits\": 4, \"group_size\": -2} | 'quantization_config.group_size' must"
                        + " be a positive integer but is -2",
                "7 | 'quantization_config' must be an object but is 7",
            })
    void a_configuration_that_cannot_be_run_is_refused_by_key(String quantization, String message) throws IOException {
        assertThatThrownBy(() -> open(quantization).close())
                .isInstanceOf(ModelException.class)
                .hasMessage(configFile() + ": " + message);
    }

    @Test
    void a_bias_of_zeros_is_none() throws IOException {
        Tensor negativeZeros = new Tensor(ElementType.F16, new byte[] {0, (byte) 0x80, 0, (byte) 0x80}, 2);
        tensors.put("layer.bias", negativeZeros);

        try (Checkpoint checkpoint = open(INT4)) {
            assertThatCode(() -> checkpoint.requireNoBias("layer")).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 0x80, 0x0100, 0x3c00})
    void a_bias_that_the_architecture_lacks_is_refused(int halfFloat) throws IOException {
        byte[] zeroAndValue = {0, 0, (byte) halfFloat, (byte) (halfFloat >> 8)};
        tensors.put("layer.bias", new Tensor(ElementType.F16, zeroAndValue, 2));

        try (Checkpoint checkpoint = open(INT4)) {
            assertThatThrownBy(() -> checkpoint.requireNoBias("layer"))
                    .isInstanceOf(ModelException.class)
                    .hasMessage(weights() + ": tensor 'layer.bias' must hold zeros only, because a QWenLMHeadModel has"
                            + " no such bias; are these the weights of another model?");
        }
    }

    private void assertTensorFault(String message) throws IOException {
        try (Checkpoint checkpoint = open(INT4)) {
            assertThat(checkpoint.isQuantized("layer")).isTrue();
            assertThatThrownBy(() -> checkpoint.quantized("layer", 8, 16))
                    .isInstanceOf(ModelException.class)
                    .hasMessage(message);
        }
    }

    private Checkpoint open(String quantization) throws IOException {
        String config = SmallCheckpoint.CONFIG.strip();
        Files.writeString(
                configFile(),
                config.substring(0, config.length() - 1) + ", \"quantization_config\": " + quantization + "}");
        StringJoiner header = new StringJoiner(",", "{", "}");
        ByteBuffer data = ByteBuffer.allocate(4096);
        tensors.forEach((name, tensor) -> {
            int begin = data.position();
            data.put(tensor.data());
            header.add("\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                    .formatted(name, tensor.type(), Arrays.toString(tensor.shape()), begin, data.position()));
        });
        SmallCheckpoint.writeSafeTensors(weights(), header.toString(), Arrays.copyOf(data.array(), data.position()));
        return Checkpoint.open(folder);
    }

    private Path configFile() {
        return folder.resolve("config.json");
    }

    private Path weights() {
        return folder.resolve("model.safetensors");
    }
}
