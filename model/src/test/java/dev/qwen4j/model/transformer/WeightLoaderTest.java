package dev.qwen4j.model.transformer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightLoaderTest {
    private static final Path BIASED = Path.of("src/test/resources/golden/qwen-gptq-int4");
    private static final String WEIGHTS = "model.safetensors";

    /** This checkpoint has a bias of zeros on each; it gives the golden logits. */
    @ParameterizedTest
    @ValueSource(strings = {"attn.c_proj", "mlp.w1", "mlp.w2", "mlp.c_proj"})
    void a_bias_that_would_be_left_out_is_refused(String linear, @TempDir Path folder) throws IOException {
        String bias = "transformer.h.1." + linear + ".bias";
        Files.copy(BIASED.resolve("config.json"), folder.resolve("config.json"));
        byte[] weights = Files.readAllBytes(BIASED.resolve(WEIGHTS));
        weights[startOf(bias, weights)] = 1;
        Files.write(folder.resolve(WEIGHTS), weights);

        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThatThrownBy(
                            () -> Transformer.load(checkpoint, Precision.FP32).close())
                    .isInstanceOf(ModelException.class)
                    .hasMessageStartingWith(folder.resolve(WEIGHTS) + ": tensor '" + bias + "' must hold zeros only");
        }
    }

    static int startOf(String tensor, byte[] safetensors) throws IOException {
        int header = (int)
                ByteBuffer.wrap(safetensors).order(ByteOrder.LITTLE_ENDIAN).getLong();
        JsonNode tensors =
                new ObjectMapper().readTree(Arrays.copyOfRange(safetensors, Long.BYTES, Long.BYTES + header));
        return Long.BYTES
                + header
                + tensors.get(tensor).get("data_offsets").get(0).intValue();
    }
}
