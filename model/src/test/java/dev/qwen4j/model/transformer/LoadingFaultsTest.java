package dev.qwen4j.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qwen4j.model.Precision;
import dev.qwen4j.model.transformer.LoadingProcess.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loading in processes of their own: several at once, without room on the disk, and what it takes in memory. */
@Timeout(240)
class LoadingFaultsTest {
    private static final Path QWEN3 = Path.of("src/test/resources/golden/qwen3");

    private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");

    @TempDir
    Path temporary;

    @Test
    void processes_that_quantize_the_same_model_at_once_share_one_whole_file() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(LoadingProcess.start(QWEN3, Precision.INT8, temporary));
        }
        for (Process process : processes) {
            LoadingProcess.await(process);
        }

        for (Process process : processes) {
            LoadingProcess.release(process);
        }

        Set<Integer> logits = new HashSet<>();
        for (Process process : processes) {
            logits.add(LoadingProcess.finish(process).logits());
        }
        assertThat(logits).hasSize(1);
        assertThat(kept()).hasSize(1);
        byte[] content = Files.readAllBytes(kept().getFirst());
        Report later = load(-1);
        assertThat(later.logits()).isEqualTo(logits.iterator().next());
        assertThat(later.text()).doesNotContain("made again");
        assertThat(Files.readAllBytes(kept().getFirst())).isEqualTo(content);
    }

    /** The system refuses to write more than a part of the file: of the header, of the weights, all but the last byte. */
    @ParameterizedTest
    @ValueSource(doubles = {0.0001, 0.5, 1})
    void disk_that_is_full_leaves_no_half_file_and_does_not_stop_loading(double part) throws Exception {
        assumeTrue(Files.isExecutable(PRLIMIT), "needs Linux: there is no " + PRLIMIT);
        Report unlimited = load(-1);
        long size = Files.size(kept().getFirst());
        Files.delete(kept().getFirst());

        Report limited = load(Math.min((long) (part * size), size - 1));

        assertThat(limited.logits()).isEqualTo(unlimited.logits());
        assertThat(kept()).isEmpty();
        assertThat(limited.text()).contains("Quantized weights are not kept");
    }

    /** @param limit bytes that a file may have; negative for no limit */
    private Report load(long limit) throws IOException, InterruptedException {
        Process process = LoadingProcess.start(QWEN3, Precision.INT8, temporary);
        LoadingProcess.await(process);
        if (limit >= 0) {
            Process prlimit = new ProcessBuilder(PRLIMIT.toString(), "--pid", "" + process.pid(), "--fsize=" + limit)
                    .inheritIO()
                    .start();
            assertThat(prlimit.waitFor()).isZero();
        }
        LoadingProcess.release(process);
        return LoadingProcess.finish(process);
    }

    private List<Path> kept() throws IOException {
        try (Stream<Path> files = Files.list(temporary.resolve("quantized"))) {
            return files.toList();
        }
    }
}
