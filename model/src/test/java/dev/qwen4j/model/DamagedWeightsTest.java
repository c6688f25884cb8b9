package dev.qwen4j.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint with one weight that is not a number: nothing that is computed from it is passed off as an answer. */
@Timeout(120)
class DamagedWeightsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/qwen");
    private static final String[] SAYS = {"not a number", "token ", "--dtype fp32", "download it again"};

    @TempDir
    Path folder;

    private QwenModel model;

    @BeforeEach
    void damage_a_weight() throws IOException {
        for (String name : new String[] {"config.json", "generation_config.json", "qwen.tiktoken"}) {
            Files.copy(GOLDEN.resolve(name), folder.resolve(name));
        }
        byte[] weights = Files.readAllBytes(GOLDEN.resolve("model.safetensors"));
        int header =
                (int) ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN).getLong();
        JsonNode norm = new ObjectMapper()
                .readTree(Arrays.copyOfRange(weights, Long.BYTES, Long.BYTES + header))
                .get("transformer.ln_f.weight");
        int at = Long.BYTES + header + norm.get("data_offsets").get(0).asInt();
        if (norm.get("dtype").asText().equals("F32")) {
            at += 2;
        }
        weights[at] = (byte) 0xC0;
        weights[at + 1] = 0x7F;
        Files.write(folder.resolve("model.safetensors"), weights);
        model = QwenModel.open(folder, QwenOptions.DEFAULT);
    }

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void completion_ends_with_an_error_that_names_token_and_way_out() {
        for (boolean sampling : new boolean[] {false, true}) {
            assertThatThrownBy(() -> model.complete(
                            Prompt.of("hello"),
                            GenerationConfig.GREEDY.withDoSample(sampling).withMaxNewTokens(5),
                            text -> {}))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContainingAll(SAYS);
        }
    }

    @Test
    void scores_and_perplexity_end_with_the_same_error() {
        int[] tokens = {1, 2, 3, 4};

        assertThatThrownBy(() -> model.score(tokens, 1))
                .isInstanceOf(ModelException.class)
                .hasMessageContainingAll(SAYS);
        assertThatThrownBy(() -> model.perplexity(tokens, 4, soFar -> {}))
                .isInstanceOf(ModelException.class)
                .hasMessageContainingAll(SAYS);
    }
}
