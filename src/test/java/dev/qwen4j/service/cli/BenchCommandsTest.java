package dev.qwen4j.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandsTest {
    @TempDir
    private Path temporary;

    @Test
    void random_checkpoint_is_one_that_the_other_commands_take() {
        String folder = temporary.resolve("random").toString();

        Invocation made = Invocation.of("bench", "make-random", "qwen-tiny", folder, "--seed", "5", "--dtype", "fp16");

        assertThat(made.status()).isZero();
        assertThat(made.out()).isEmpty();
        assertThat(made.error()).isEqualTo("written: random weights of the shape of qwen-tiny in " + folder + "\n");
        assertThat(Invocation.of("show", "--model", folder).out())
                .contains("architecture  QWenLMHeadModel\n")
                .contains("stored as     F16 ");
        assertThat(Invocation.of("score", "--model", folder, "--tokens", "97,98")
                        .status())
                .isZero();
    }

    @Test
    void unknown_shape_is_wrong_usage_that_lists_the_known_ones() {
        Invocation wrong = Invocation.of("bench", "make-random", "gpt-2", temporary.toString());

        assertThat(wrong.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(wrong.error())
                .hasLineCount(1)
                .contains("qwen-1.8b, qwen2.5-0.5b, qwen3-0.6b, qwen-tiny but is 'gpt-2'");
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void nothing_is_written_into_a_folder_with_content() throws Exception {
        Files.writeString(temporary.resolve("precious.txt"), "words");

        Invocation wrong = Invocation.of("bench", "make-random", "qwen-tiny", temporary.toString());

        assertThat(wrong.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(wrong.error())
                .isEqualTo("qwen4j: " + temporary + " must be a new or an empty folder: nothing is overwritten\n");
        assertThat(temporary).isDirectoryNotContaining("glob:**.json");
    }

    @Test
    void bench_alone_shows_its_help_as_an_error() {
        Invocation nothing = Invocation.of("bench");

        assertThat(nothing.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(nothing.error()).startsWith("Usage: qwen4j bench").contains("make-random");
    }
}
