package dev.qwen4j.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the demo checkpoint. */
class PerplexityCommandTest {
    private static final String TEXT = "Hello! How can I help you? I should use the calculator tool.";

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void writeText() throws Exception {
        file = Files.writeString(folder.resolve("text.txt"), TEXT);
    }

    @Test
    void json_is_one_object_that_agrees_with_score() throws Exception {
        Invocation perplexity = Invocation.of("perplexity", "--dtype", "fp32", "--json", file.toString());

        JsonNode json = new ObjectMapper().readTree(perplexity.out());
        assertThat(perplexity.status()).isZero();
        assertThat(perplexity.outLines()).hasSize(1);
        int[] ids = new ObjectMapper()
                .readValue(Invocation.of("tokenize", "--json", TEXT).out(), int[].class);
        assertThat(json.get("tokens").asInt()).isEqualTo(ids.length - 1);
        assertThat(json.get("windows").asInt()).isEqualTo(1);
        assertThat(json.get("windowLength").asInt()).isEqualTo(ids.length);
        assertThat(json.get("negativeLogLikelihood").asDouble()).isCloseTo(scored(ids), within(1e-6));
        assertThat(json.get("perplexity").asDouble())
                .isCloseTo(Math.exp(json.get("negativeLogLikelihood").asDouble()), within(1e-6));
    }

    /** The mean of what {@code score} prints of the same tokens. */
    private static double scored(int[] ids) throws Exception {
        String list = Arrays.stream(ids).mapToObj(String::valueOf).collect(Collectors.joining(","));
        double sum = 0;
        for (String line : Invocation.of("score", "--dtype", "fp32", "--json", "--tokens", list)
                .outLines()) {
            sum -= new ObjectMapper().readTree(line).get("nextLogprob").asDouble();
        }
        return sum / (ids.length - 1);
    }

    @Test
    void text_names_tokens_and_windows() {
        Invocation perplexity = Invocation.of("perplexity", "--window", "4", file.toString());

        assertThat(perplexity.out())
                .matches("perplexity \\d+\\.\\d{4} \\(\\d+ tokens predicted in \\d windows of 4\\)\n");
        assertThat(perplexity.error()).isEmpty();
    }

    @Test
    void text_may_come_from_standard_input_and_progress_is_shown_when_asked() {
        Invocation perplexity = Invocation.piping(TEXT, "perplexity", "--window", "4", "--verbose", "-");

        assertThat(perplexity.status()).isZero();
        assertThat(perplexity.error().lines().toList().getFirst())
                .startsWith("so far: perplexity ")
                .endsWith("(3 tokens predicted in 1 window of 4)");
        assertThat(perplexity.error()).endsWith("so far: " + perplexity.out());
    }

    @Test
    void window_outside_the_context_is_wrong_usage() {
        Invocation tooLong = Invocation.of("perplexity", "--window", "2049", file.toString());
        Invocation tooShort = Invocation.of("perplexity", "--window", "1", file.toString());

        assertThat(tooLong.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(tooLong.error()).isEqualTo("qwen4j: --window is 2049: give 2 to 2048, the context of qwen4j-demo\n");
        assertThat(tooShort.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(tooShort.error()).hasLineCount(1).contains("--window is 1");
    }

    @Test
    void text_that_gives_nothing_to_predict_is_wrong_usage() throws Exception {
        Files.writeString(file, "a");

        Invocation perplexity = Invocation.of("perplexity", file.toString());

        assertThat(perplexity.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(perplexity.error()).hasLineCount(1).contains("too few tokens, 1");
    }

    @Test
    void file_that_cannot_be_read_is_one_line_that_names_it() throws Exception {
        Path latin1 = Files.write(folder.resolve("latin1.txt"), new byte[] {'a', (byte) 0xe9, 'b'});

        Invocation gone = Invocation.of("perplexity", folder.resolve("gone.txt").toString());
        Invocation garbled = Invocation.of("perplexity", latin1.toString());

        assertThat(gone.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(gone.error()).hasLineCount(1).contains("gone.txt", "check the path");
        assertThat(garbled.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(garbled.error()).hasLineCount(1).contains("latin1.txt is not UTF-8");
    }
}
