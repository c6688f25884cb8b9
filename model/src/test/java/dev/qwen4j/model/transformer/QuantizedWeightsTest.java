package dev.qwen4j.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.model.Precision;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.decode.Step;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The file with quantized weights, with which a second start goes faster. */
class QuantizedWeightsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/qwen3");

    @TempDir
    Path folder;

    @TempDir
    Path cache;

    private @Nullable String cacheBefore;

    @BeforeEach
    void copyCheckpoint() throws IOException {
        cacheBefore = System.setProperty("qwen4j.cache", cache.toString());
        for (String name : List.of("config.json", "generation_config.json", "model.safetensors")) {
            Files.copy(GOLDEN.resolve(name), folder.resolve(name));
        }
    }

    @AfterEach
    void restoreCache() {
        if (cacheBefore == null) {
            System.clearProperty("qwen4j.cache");
        } else {
            System.setProperty("qwen4j.cache", cacheBefore);
        }
    }

    /** The first layer's down projection is spoilt behind the loader's back, under the old time. */
    @ParameterizedTest
    @EnumSource(names = {"INT8", "INT4", "NF4"})
    void a_second_start_reads_the_kept_weights_and_gives_the_same_logits(Precision precision) throws IOException {
        float[] first = logits(precision);
        FileTime time = Files.getLastModifiedTime(weights());
        spoil(weights(), startOfData("model.layers.0.mlp.down_proj.weight") + 2);
        Files.setLastModifiedTime(weights(), time);

        float[] second = logits(precision);

        assertThat(kept()).hasSize(1);
        assertThat(second).containsExactly(first);
    }

    @Test
    void weights_that_have_changed_are_quantized_again() throws IOException {
        float[] first = logits(Precision.INT8);
        spoil(weights(), startOfData("model.layers.0.mlp.down_proj.weight") + 2);
        Files.setLastModifiedTime(weights(), FileTime.fromMillis(1));

        float[] second = logits(Precision.INT8);
        float[] third = logits(Precision.INT8);

        assertThat(second).isNotEqualTo(first);
        assertThat(third).containsExactly(second);
        assertThat(kept()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 5000, -1, -30_000})
    void a_damaged_file_is_made_again(int place) throws IOException {
        float[] first = logits(Precision.INT8);
        Path file = kept().getFirst();
        byte[] whole = Files.readAllBytes(file);
        spoil(file, place < 0 ? whole.length + place : place);

        float[] second = logits(Precision.INT8);

        assertThat(second).containsExactly(first);
        assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }

    @Test
    void a_file_that_was_cut_off_is_made_again() throws IOException {
        float[] first = logits(Precision.INT4);
        Path file = kept().getFirst();
        byte[] whole = Files.readAllBytes(file);
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(whole.length / 2);
        }

        assertThat(logits(Precision.INT4)).containsExactly(first);
        assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }

    @Test
    void a_cache_folder_that_cannot_be_written_does_not_stop_loading() throws IOException {
        Path notAFolder = Files.writeString(cache.resolve("file"), "text");
        System.setProperty("qwen4j.cache", notAFolder.toString());

        assertThat(logits(Precision.INT8)).isNotEmpty();
    }

    private float[] logits(Precision precision) {
        try (Checkpoint checkpoint = Checkpoint.open(folder);
                Transformer transformer = Transformer.load(checkpoint, precision);
                KvCache sequence = transformer.begin(4)) {
            return transformer.append(Step.of(sequence, 5, 6, 7, 8));
        }
    }

    private Path weights() {
        return folder.resolve("model.safetensors");
    }

    private List<Path> kept() throws IOException {
        try (Stream<Path> files = Files.list(cache.resolve("quantized"))) {
            return files.toList();
        }
    }

    private int startOfData(String tensor) throws IOException {
        return WeightLoaderTest.startOf(tensor, Files.readAllBytes(weights()));
    }

    private static void spoil(Path file, int place) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(place);
            int old = access.read();
            access.seek(place);
            access.write(old ^ 0x5a);
        }
    }
}
