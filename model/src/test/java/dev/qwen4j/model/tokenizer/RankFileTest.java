package dev.qwen4j.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.qwen4j.model.ModelException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RankFileTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name_the_file() {
        file = folder.resolve("qwen.tiktoken");
    }

    @Test
    void tokens_are_read_by_rank_in_whatever_order_they_stand() throws IOException {
        List<String> lines = singleBytes();
        lines.addFirst("SGk= 256");
        Files.write(file, lines);

        byte[][] tokens = RankFile.read(file);

        assertThat(tokens).hasNumberOfRows(257);
        assertThat(tokens[256]).isEqualTo(new byte[] {'H', 'i'});
        assertThat(tokens[255]).isEqualTo(new byte[] {(byte) 255});
    }

    @Test
    void empty_lines_and_windows_line_ends_do_no_harm() throws IOException {
        Files.writeString(file, String.join("\r\n", singleBytes()) + "\r\n\r\n");

        assertThat(RankFile.read(file)).hasNumberOfRows(256);
    }

    @ParameterizedTest
    @MethodSource
    void a_line_with_a_fault_is_refused_by_file_and_line(String line, String message) throws IOException {
        List<String> lines = singleBytes();
        lines.add(9, line);
        Files.write(file, lines);

        assertThatThrownBy(() -> RankFile.read(file))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(file + ": line 10: " + message);
    }

    static Stream<Arguments> a_line_with_a_fault_is_refused_by_file_and_line() {
        return Stream.of(
                arguments("S%k= 256", "the token is not base64: "),
                arguments("SGk=256", "must be a token in base64, a space and its rank"),
                arguments(" 256", "must be a token in base64, a space and its rank"),
                arguments("SGk= ", "the rank must be a whole number but is ''"),
                arguments("SGk= -1", "the rank must be a whole number but is '-1'"),
                arguments("SGk= 2x", "the rank must be a whole number but is '2x'"),
                arguments("SGk= 99999999999", "the rank must be a whole number but is '99999999999'"),
                arguments("SGk= 8", "repeats the rank 8"),
                arguments("AA== 256", "repeats the token of line 1"),
                arguments("SGk= 257", "has the rank 257 but there are 257 tokens, so ranks are missing"),
                arguments("= 256", "the token is not base64: "),
                arguments("QUFB".repeat(400) + " 256", "a token must have 1 to 1024 bytes but this has 1200"));
    }

    @Test
    void a_file_cut_off_before_the_single_bytes_are_complete_is_refused() throws IOException {
        Files.write(file, singleBytes().subList(0, 200));

        assertThatThrownBy(() -> RankFile.read(file))
                .isInstanceOf(ModelException.class)
                .hasMessage(file + ": line 200 is the last, but 56 of the 256 single bytes are no tokens;"
                        + " the download is probably incomplete");
    }

    @Test
    void a_file_beyond_64_mebibytes_is_refused_unread() throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength((64L << 20) + 1);
        }

        assertThatThrownBy(() -> RankFile.read(file))
                .isInstanceOf(ModelException.class)
                .hasMessage(file + ": has 67108865 bytes but at most 67108864 are read; is it a file of a tokenizer?");
    }

    private static List<String> singleBytes() {
        List<String> lines = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            lines.add(Base64.getEncoder().encodeToString(new byte[] {(byte) b}) + " " + b);
        }
        return lines;
    }
}
