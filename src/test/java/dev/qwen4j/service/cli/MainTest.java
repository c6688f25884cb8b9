package dev.qwen4j.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.qwen4j.model.transformer.Gpus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @Test
    void help_names_every_command_and_exit_status() {
        Invocation help = Invocation.of("--help");

        assertThat(help.status()).isZero();
        assertThat(help.out())
                .contains(
                        "ask",
                        "chat",
                        "serve",
                        "python",
                        "pull",
                        "list",
                        "rm",
                        "tokenize",
                        "score",
                        "perplexity",
                        "show",
                        "bench",
                        "doctor",
                        "test")
                .contains("3     the model cannot be used")
                .contains("130   interrupted");
        assertThat(help.error()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ask",
                "chat",
                "serve",
                "python",
                "pull",
                "list",
                "rm",
                "tokenize",
                "score",
                "perplexity",
                "show",
                "bench",
                "bench speed",
                "bench memory",
                "bench make-random",
                "doctor"
            })
    void every_command_has_help(String command) {
        Invocation help = Invocation.of((command + " --help").split(" "));

        assertThat(help.status()).isZero();
        assertThat(help.out()).startsWith("Usage: qwen4j " + command);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ask",
                "chat",
                "run",
                "serve",
                "ps",
                "stop",
                "python",
                "pull",
                "list",
                "rm",
                "tokenize",
                "react",
                "score",
                "perplexity",
                "show",
                "bench speed",
                "bench memory",
                "bench make-random",
                "doctor"
            })
    void every_command_prints_json_where_it_is_asked_to(String command) {
        assertThat(Invocation.of((command + " --help").split(" ")).out()).contains("--json");
    }

    @Test
    void without_a_command_shows_the_help_as_an_error() {
        Invocation nothing = Invocation.of();

        assertThat(nothing.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(nothing.out()).isEmpty();
        assertThat(nothing.error()).startsWith("Usage: qwen4j");
    }

    @Test
    void version_names_the_program() {
        assertThat(Invocation.of("--version").out()).startsWith("qwen4j ");
    }

    @Test
    void unknown_option_is_one_line_that_names_it() {
        Invocation wrong = Invocation.of("ask", "--colour", "hello");

        assertThat(wrong.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(wrong.error()).isEqualTo("qwen4j: Unknown option: '--colour': see 'qwen4j ask --help'\n");
    }

    @Test
    void unknown_precision_is_one_line_that_lists_the_known_ones() {
        Invocation wrong = Invocation.of("ask", "--dtype", "int3", "hello");

        assertThat(wrong.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(wrong.error()).hasLineCount(1).contains("int3", "BF16", "FP32");
    }

    @Test
    void unknown_device_is_one_line_that_lists_the_known_ones() {
        Invocation wrong = Invocation.of("ask", "--device", "gpu", "hello");

        assertThat(wrong.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(wrong.error()).hasLineCount(1).contains("device must be auto, cpu, cuda or cuda:N but is 'gpu'");
    }

    @Test
    void gpu_that_is_not_there_is_refused_in_one_line_with_the_next_step() {
        assumeFalse(Gpus.find().libraries(), "PyTorch's libraries for CUDA are on the class path");

        Invocation wrong = Invocation.of("score", "--device", "cuda", "--tokens", "1,2");

        assertThat(wrong.status()).isNotEqualTo(ExitStatus.OK);
        assertThat(wrong.error())
                .hasLineCount(1)
                .contains("device cuda:0 cannot be used: PyTorch's libraries for CUDA are not on the class path")
                .contains("choose the device cpu");
    }

    @Test
    void unexpected_failure_shows_its_stack_only_when_asked() {
        ModelOpener broken = (folder, options) -> {
            throw new IllegalStateException("no idea");
        };

        Invocation quiet = Invocation.opening(broken, "ask", "hello");
        Invocation verbose = Invocation.opening(broken, "ask", "--verbose", "hello");

        assertThat(quiet.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(quiet.error()).hasLineCount(1).contains("no idea", "--verbose");
        assertThat(verbose.error()).contains("IllegalStateException: no idea\n\tat ");
    }

    @Test
    void exhausted_memory_has_its_own_status() {
        ModelOpener greedy = (folder, options) -> {
            throw new OutOfMemoryError("Java heap space");
        };

        Invocation run = Invocation.opening(greedy, "ask", "hello");

        assertThat(run.status()).isEqualTo(ExitStatus.NO_MEMORY);
        assertThat(run.error()).hasLineCount(1).contains("not enough memory");
    }
}
