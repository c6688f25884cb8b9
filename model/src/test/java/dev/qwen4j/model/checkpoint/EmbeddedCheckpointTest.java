package dev.qwen4j.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class EmbeddedCheckpointTest {
    private static final Path RESOURCES = Path.of("src/main/resources/dev/qwen4j/model/embedded");

    @Test
    void version_is_the_beginning_of_the_hash_of_the_weights() throws IOException, NoSuchAlgorithmException {
        byte[] hash =
                MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(RESOURCES.resolve("model.safetensors")));

        assertThat(HexFormat.of().formatHex(hash))
                .startsWith(Files.readString(RESOURCES.resolve("version")).strip());
    }

    @Test
    void unpacked_folder_is_a_checkpoint_and_is_unpacked_once() throws IOException {
        Path folder = EmbeddedCheckpoint.folder();

        assertThat(Files.mismatch(folder.resolve("model.safetensors"), RESOURCES.resolve("model.safetensors")))
                .isEqualTo(-1);
        assertThat(EmbeddedCheckpoint.folder()).isEqualTo(folder);
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.config().architecture()).isEqualTo(Architecture.QWEN);
        }
    }
}
