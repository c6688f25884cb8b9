package dev.qwen4j.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
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
        assertThat(Invocation.of("bench", "make-random", "qwen-tiny", folder + "-2", "--json")
                        .out())
                .isEqualTo("{\"shape\":\"qwen-tiny\",\"dtype\":\"bf16\",\"seed\":1,\"folder\":\"" + folder + "-2\"}\n");
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
    void speed_is_one_json_object_whose_figures_belong_together() throws Exception {
        Invocation speed = Invocation.of(
                "bench",
                "speed",
                "--dtype",
                "fp32",
                "--prompt",
                "20",
                "--generate",
                "4",
                "--repetitions",
                "2",
                "--streams",
                "2",
                "--prefill-chunk",
                "8",
                "--json");

        assertThat(speed.status()).isZero();
        assertThat(speed.outLines()).hasSize(1);
        JsonNode json = new ObjectMapper().readTree(speed.out());
        assertThat(json.get("model").asText()).isEqualTo("qwen4j-demo");
        assertThat(json.get("architecture").asText()).isEqualTo("QWenLMHeadModel");
        assertThat(json.get("dtype").asText()).isEqualTo("fp32");
        assertThat(json.get("prefillChunk").asInt()).isEqualTo(8);
        assertThat(json.get("streams").asInt()).isEqualTo(2);
        assertThat(json.get("promptTokens").asInt()).isEqualTo(20);
        assertThat(json.get("generatedTokens").asInt()).isEqualTo(4);
        assertThat(json.get("repetitions").asInt()).isEqualTo(2);
        for (String positive : List.of(
                "threads",
                "loadSeconds",
                "prefillTokensPerSecond",
                "decodeTokensPerSecond",
                "tokensPerSecond",
                "peakRssBytes",
                "bytesPerToken",
                "memoryBandwidthBytesPerSecond",
                "bandwidthShare")) {
            assertThat(json.get(positive).asDouble()).as(positive).isPositive().isFinite();
        }
        for (String kind : List.of("prefill", "decode")) {
            JsonNode rates = json.get(kind);
            assertThat(rates.get("median").asDouble())
                    .isBetween(rates.get("min").asDouble(), rates.get("max").asDouble())
                    .isEqualTo(json.get(kind + "TokensPerSecond").asDouble());
        }
        assertThat(json.get("bandwidthShare").asDouble())
                .isEqualTo(json.get("bytesPerToken").asDouble()
                        * json.get("decodeTokensPerSecond").asDouble()
                        / 2
                        / json.get("memoryBandwidthBytesPerSecond").asDouble());
        assertThat(json.get("cpu").get("name").asText()).isNotEmpty();
        assertThat(json.get("cpu").get("instructionSets").isArray()).isTrue();
        assertThat(json.get("versions").get("java").asText()).startsWith("2");
        assertThat(json.get("versions").get("engine").asText()).startsWith("PyTorch ");
        assertThat(Instant.parse(json.get("date").asText())).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void speed_as_text_names_what_was_measured() {
        Invocation speed =
                Invocation.of("bench", "speed", "--prompt", "20", "--generate", "4", "--repetitions", "1", "--verbose");

        assertThat(speed.status()).isZero();
        assertThat(speed.out())
                .startsWith("model         qwen4j-demo, QWenLMHeadModel, ")
                .containsPattern("prefill 20    [\\d.]+ tokens/s \\([\\d.]+ to [\\d.]+\\)\n")
                .containsPattern("decode 4      [\\d.]+ tokens/s ")
                .containsPattern("memory reads  [\\d.]+ \\w+ a token, which is \\d+ % of the [\\d.]+ GB/s that");
        assertThat(speed.error()).hasLineCount(1).startsWith("prefill ").contains(", decode ");
    }

    @Test
    void speed_of_what_does_not_fit_is_wrong_usage() {
        Invocation tooLong = Invocation.of("bench", "speed", "--prompt", "2000", "--generate", "100");
        Invocation nothing = Invocation.of("bench", "speed", "--prompt", "0");

        assertThat(tooLong.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(tooLong.error())
                .isEqualTo(
                        "qwen4j: --prompt 2000 and --generate 100 are too long: give together 2048 at most, the context"
                                + " of qwen4j-demo\n");
        assertThat(nothing.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(nothing.error()).isEqualTo("qwen4j: --prompt is 0: give 1 or more\n");
    }

    @Test
    void memory_is_one_json_object_with_the_peak_and_what_stays() throws Exception {
        Invocation memory = Invocation.of("bench", "memory", "--json");

        JsonNode json = new ObjectMapper().readTree(memory.out());
        assertThat(memory.status()).isZero();
        assertThat(json.get("model").asText()).isEqualTo("qwen4j-demo");
        assertThat(json.get("rssBytes").asLong())
                .isBetween(1L, json.get("peakRssBytes").asLong());
        assertThat(Invocation.of("bench", "memory").out())
                .containsPattern(
                        "qwen4j-demo, \\w+: loaded in [\\d.]+ s, peak memory [\\d.]+ \\w+, now [\\d.]+ \\w+\n");
    }

    @Test
    void memory_of_the_process_is_unknown_where_no_one_tells() {
        assertThat(ProcessMemory.of(List.of("VmPeak:  9 kB", "VmHWM:\t 3000 kB", "VmRSS:\t  2000 kB")))
                .isEqualTo(new ProcessMemory(2_048_000L, 3_072_000L));
        assertThat(ProcessMemory.of(List.of())).isEqualTo(new ProcessMemory(null, null));
    }

    @Test
    void cpu_has_a_name_and_the_instruction_sets_that_matter() {
        assertThat(Cpu.of(List.of(
                        "processor : 0", "model name\t: AMD EPYC", "flags\t\t: fpu fma avx2 sse", "flags : avx512f")))
                .isEqualTo(new Cpu("AMD EPYC", List.of("avx2", "fma")));
        assertThat(Cpu.of(List.of("Features\t: fp asimd bf16")))
                .isEqualTo(new Cpu("unknown", List.of("asimd", "bf16")));
        assertThat(Cpu.of(List.of())).isEqualTo(new Cpu("unknown", List.of()));
    }

    @Test
    void bench_alone_shows_its_help_as_an_error() {
        Invocation nothing = Invocation.of("bench");

        assertThat(nothing.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(nothing.error()).startsWith("Usage: qwen4j bench").contains("make-random");
    }
}
