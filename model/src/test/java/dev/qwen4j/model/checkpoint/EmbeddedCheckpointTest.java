package dev.qwen4j.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
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

    @Test
    void processes_that_unpack_at_once_share_one_whole_copy_and_leave_nothing_else(@TempDir Path cache)
            throws Exception {
        List<Process> processes = List.of(unpacking(cache), unpacking(cache), unpacking(cache));
        for (Process process : processes) {
            assertThat(process.inputReader().readLine()).isEqualTo("ready");
        }
        for (Process process : processes) {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        }
        List<String> folders = new ArrayList<>();
        for (Process process : processes) {
            folders.add(process.inputReader().readLine());
            assertThat(process.waitFor()).isZero();
        }

        assertThat(folders).containsOnly(folders.getFirst());
        assertThat(cache).isDirectoryContaining(path -> path.equals(Path.of(folders.getFirst())));
        try (Stream<Path> content = Files.list(cache)) {
            assertThat(content).hasSize(1);
        }
        assertThat(Files.mismatch(
                        Path.of(folders.getFirst(), "model.safetensors"), RESOURCES.resolve("model.safetensors")))
                .isEqualTo(-1);
    }

    private static Process unpacking(Path cache) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dqwen4j.cache=" + cache,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        UnpackProcess.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
