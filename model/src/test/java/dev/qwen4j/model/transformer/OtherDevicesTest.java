package dev.qwen4j.model.transformer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qwen4j.model.KvType;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.QwenOptions;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.checkpoint.QwenConfig;
import dev.qwen4j.model.decode.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The forward pass on PyTorch's device without memory, which knows shapes and types only. An operation that meets a tensor
 * made on the CPU by mistake fails there as it would on a GPU, and so does one that wants to see a number.
 */
class OtherDevicesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    /** PyTorch's number of it. */
    private static final int META = 14;

    private static final Script.Placement PORTABLE = new Script.Placement("cpu", false);
    private static final Script.Placement WITHOUT_MEMORY = new Script.Placement("meta", false);

    @ParameterizedTest
    @CsvSource({
        "qwen, FP32, FP32",
        "qwen, BF16, INT8",
        "qwen2, BF16, FP32",
        "qwen2, FP32, BF16",
        "qwen2, INT8, INT8",
        "qwen2, INT4, FP32",
        "qwen3, FP32, INT8"
    })
    void every_tensor_is_made_on_the_device_of_the_weights(String name, Precision precision, KvType kvType) {
        QwenOptions options = QwenOptions.DEFAULT.withPrecision(precision).withKvType(kvType);
        Path folder = GOLDEN.resolve(name);
        // Keeps the quantized weights, which could not be made of what has no numbers.
        load(folder, PORTABLE, options).close();

        try (Transformer transformer = load(folder, WITHOUT_MEMORY, options);
                KvCache cache = transformer.begin(4);
                KvCache other = transformer.begin(4)) {
            assertOnlyLogitsAreMissed(transformer, new Step(cache, tokens(12), 12));
            cache.length = 12;
            assertOnlyLogitsAreMissed(transformer, new Step(cache, tokens(9), 1), new Step(other, tokens(3), 3));
            cache.length = 21;
            other.length = 3;
            assertOnlyLogitsAreMissed(transformer, new Step(cache, tokens(1), 1), new Step(other, tokens(1), 1));
            cache.extend(600);
            cache.fork(20, 900).close();
        }
    }

    /** The pass gets as far as its result, which is on that device, too: DJL has no name for it. */
    private static void assertOnlyLogitsAreMissed(Transformer transformer, Step... steps) {
        assertThatThrownBy(() -> transformer.append(List.of(steps)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Unsupported deviceType: " + META);
    }

    private static int[] tokens(int count) {
        return new Random(count).ints(count, 0, 300).toArray();
    }

    private static Transformer load(Path folder, Script.Placement placement, QwenOptions options) {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            QwenConfig config = checkpoint.config();
            List<Integer> windows = IntStream.range(0, config.layers())
                    .map(layer -> layer % 2 * 5)
                    .boxed()
                    .toList();
            return Transformer.load(checkpoint, config.withWindows(windows), placement, options);
        }
    }
}
