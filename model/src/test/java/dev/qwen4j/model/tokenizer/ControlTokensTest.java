package dev.qwen4j.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.qwen4j.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** In a folder with 3646 ranks and 3712 rows of the embedding. */
class ControlTokensTest {
    private static final Path DEMO_FOLDER = Path.of("src/main/resources/dev/qwen4j/model/embedded");

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource
    void a_list_with_a_fault_is_refused_by_file_and_key(String name, String content, String message)
            throws IOException {
        Files.copy(DEMO_FOLDER.resolve("config.json"), folder.resolve("config.json"));
        Files.copy(DEMO_FOLDER.resolve("qwen.tiktoken"), folder.resolve("qwen.tiktoken"));
        Path file = folder.resolve(name);
        Files.writeString(file, content);

        assertThatThrownBy(() -> QwenTokenizer.load(folder))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(message);
    }

    static Stream<Arguments> a_list_with_a_fault_is_refused_by_file_and_key() {
        return Stream.of(
                configured(
                        "\"3645\": {\"content\": \"<|a|>\"}",
                        "'added_tokens_decoder.3645' must have an id from 3646, the first after the ranks, to 3711 but"
                                + " has 3645"),
                configured(
                        "\"3712\": {\"content\": \"<|a|>\"}",
                        "'added_tokens_decoder.3712' must have an id from 3646, the first after the ranks, to 3711 but"
                                + " has 3712"),
                configured("\"x\": {\"content\": \"<|a|>\"}", "'added_tokens_decoder.x' must have an id from 3646"),
                configured(
                        "\"3646\": {\"content\": \"<|a|>\"}, \"3648\": {\"content\": \"<|b|>\"}",
                        "'added_tokens_decoder.3648' has the id 3648 but no token has 3647; added tokens must have the"
                                + " ids from 3646, the first after the ranks, on without a gap"),
                configured(
                        "\"3646\": {\"content\": \"<|a|>\"}, \"3647\": {\"content\": \"<|a|>\"}",
                        "'added_tokens_decoder.3647' gives '<|a|>' the id 3647, but it has the id 3646 already"),
                configured(
                        "\"3646\": {\"special\": true}",
                        "'added_tokens_decoder.3646' must have the token's text as 'content' but is {\"special\":true}"),
                configured("\"3646\": {\"content\": \"\"}", "'added_tokens_decoder.3646' must have a text"),
                configured(
                        "\"3646\": {\"content\": \"a\"}, \"3646\": {\"content\": \"b\"}",
                        "not valid JSON at byte 58: Duplicate field '3646'"),
                arguments("added_tokens.json", "{\"<|a|>\": \"first\"}", "'<|a|>' must have an id from 3646"),
                arguments(
                        "added_tokens.json",
                        "{\"<|a|>\": 3646, \"<|b|>\": 3646}",
                        "'<|b|>' gives the id 3646 to '<|b|>', but "));
    }

    private static Arguments configured(String tokens, String message) {
        return arguments("tokenizer_config.json", "{\"added_tokens_decoder\": {" + tokens + "}}", message);
    }
}
