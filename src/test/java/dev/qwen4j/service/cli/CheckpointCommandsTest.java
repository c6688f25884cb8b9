package dev.qwen4j.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** {@code tokenize} and {@code score}, on the demo checkpoint. */
class CheckpointCommandsTest {
    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void ids_are_the_same_as_text_and_as_json() throws Exception {
        String text = Invocation.of("tokenize", "Hello", "世界").out();
        JsonNode json =
                mapper.readTree(Invocation.of("tokenize", "--json", "Hello 世界").out());

        assertThat(text.strip().split(" ")).hasSize(json.size());
        assertThat(text.strip().split(" ")[0]).isEqualTo(json.get(0).asText());
    }

    @Test
    void control_tokens_in_the_text_stay_text() {
        assertThat(Invocation.of("tokenize", "<|im_start|>").out().strip().split(" "))
                .hasSizeGreaterThan(1);
    }

    @Test
    void score_prints_one_object_for_each_position() throws Exception {
        Invocation score = Invocation.of("score", "--dtype", "fp32", "--tokens", "10,11,12", "--top", "2", "--json");

        assertThat(score.status()).isZero();
        assertThat(score.outLines()).hasSize(3);
        JsonNode first = mapper.readTree(score.outLines().getFirst());
        JsonNode last = mapper.readTree(score.outLines().getLast());
        assertThat(first.get("position").asInt()).isZero();
        assertThat(first.get("token").asInt()).isEqualTo(10);
        assertThat(first.get("nextLogprob").asDouble()).isNegative();
        assertThat(first.get("top")).hasSize(2);
        assertThat(first.get("top").get(0).get("logprob").asDouble())
                .isGreaterThanOrEqualTo(first.get("top").get(1).get("logprob").asDouble());
        assertThat(last.get("nextLogprob").isNull()).isTrue();
    }

    @Test
    void token_outside_the_vocabulary_is_wrong_usage() {
        Invocation score = Invocation.of("score", "--tokens", "1,999999", "--json");

        assertThat(score.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(score.error()).hasLineCount(1).contains("999999");
    }
}
