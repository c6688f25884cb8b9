package dev.qwen4j.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.qwen4j.model.checkpoint.EmbeddedCheckpoint;
import dev.qwen4j.model.transformer.MachineMemory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowCommandTest {
    @Test
    void json_is_one_object_with_the_shape_of_the_demo_model() throws Exception {
        Invocation show = Invocation.of("show", "--json");

        JsonNode json = new ObjectMapper().readTree(show.out());
        JsonNode config = new ObjectMapper()
                .readTree(EmbeddedCheckpoint.folder().resolve("config.json").toFile());
        assertThat(show.status()).isZero();
        assertThat(show.outLines()).hasSize(1);
        assertThat(json.get("architecture").asText()).isEqualTo("QWenLMHeadModel");
        assertThat(json.get("layers")).isEqualTo(config.get("num_hidden_layers"));
        assertThat(json.get("vocabularyRows")).isEqualTo(config.get("vocab_size"));
        assertThat(json.get("contextLength")).isEqualTo(config.get("max_position_embeddings"));
        assertThat(json.get("storedBytes").get("BF16").asLong())
                .isEqualTo(2 * json.get("parameters").asLong());
        assertThat(json.get("diskBytes").asLong())
                .isGreaterThan(json.get("storedBytes").get("BF16").asLong());
        assertThat(json.get("licences")).isEmpty();
    }

    @Test
    void text_says_what_it_is_and_whether_it_fits() {
        Invocation show = Invocation.of("show");

        assertThat(show.status()).isZero();
        assertThat(show.out())
                .containsPattern("architecture  QWenLMHeadModel\n")
                .containsPattern("parameters    [\\d,]+ \\([\\d.]+ million\\)\n")
                .containsPattern("context       2048 tokens, trained with 2048\n")
                .containsPattern("memory, bf16  [\\d.]+ MB for the weights: fits, [\\d.]+ \\w+ free of [\\d.]+ \\w+\n")
                .contains("KV cache      16 kB a token, 34 MB for a full context; in int8 4.4 kB a token\n")
                .contains("licence       no such file in the folder");
        assertThat(show.error()).isEmpty();
    }

    @Test
    void licence_files_are_named(@TempDir Path folder) throws Exception {
        try (Stream<Path> files = Files.list(EmbeddedCheckpoint.folder())) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Files.writeString(folder.resolve("Tongyi Qianwen LICENSE AGREEMENT.md"), "terms");

        Invocation show = Invocation.of("show", "--model", folder.toString());

        assertThat(show.out()).contains("licence       Tongyi Qianwen LICENSE AGREEMENT.md\n");
    }

    @Test
    void folder_that_is_no_checkpoint_is_one_line(@TempDir Path folder) {
        Invocation show = Invocation.of("show", "--model", folder.toString());

        assertThat(show.status()).isEqualTo(ExitStatus.BAD_MODEL);
        assertThat(show.out()).isEmpty();
        assertThat(show.error()).hasLineCount(1).contains("the folder is empty");
    }

    @Test
    void available_memory_is_what_linux_says_within_what_a_container_may_use() {
        List<String> meminfo = List.of("MemTotal:  8000 kB", "MemFree:  1000 kB", "MemAvailable:    3000 kB");

        assertThat(MachineMemory.of(meminfo, 8_192_000, 1_024_000)).isEqualTo(new MachineMemory(8_192_000, 3_072_000));
        assertThat(MachineMemory.of(meminfo, 2_048_000, 1_024_000)).isEqualTo(new MachineMemory(2_048_000, 2_048_000));
        assertThat(MachineMemory.of(List.of(), 8_192_000, 1_024_000))
                .isEqualTo(new MachineMemory(8_192_000, 1_024_000));
    }
}
