package dev.qwen4j.model.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.qwen4j.model.Completion;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.QwenOptions;
import dev.qwen4j.model.bench.RandomCheckpoint.StoredType;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.checkpoint.QwenConfig;
import dev.qwen4j.model.checkpoint.TensorData;
import dev.qwen4j.model.transformer.WeightLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RandomCheckpointTest {
    @TempDir
    private Path temporary;

    @ParameterizedTest
    @EnumSource
    void checkpoint_of_every_type_loads_and_generates(StoredType type) throws Exception {
        Path folder = temporary.resolve("new");

        RandomCheckpoint.write(ModelShape.QWEN_TINY, folder, type, 1);

        try (QwenModel model = QwenModel.open(folder, QwenOptions.DEFAULT.withPrecision(Precision.FP32))) {
            Completion completion =
                    model.complete(Prompt.of("abc Hello, 你好"), GenerationConfig.GREEDY.withMaxNewTokens(5), text -> {});
            assertThat(completion.usage().completionTokens()).isBetween(1, 5);
            assertThat(model.tokenizer().encode("abcd")).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void weights_are_normal_and_norms_are_one(StoredType type) throws Exception {
        RandomCheckpoint.write(ModelShape.QWEN_TINY, temporary, type, 7);

        try (Checkpoint checkpoint = Checkpoint.open(temporary)) {
            double[] weights = values(checkpoint.tensor("transformer.wte.weight"));
            double[] norm = values(checkpoint.tensor("transformer.ln_f.weight"));
            double mean = DoubleStream.of(weights).average().orElseThrow();
            double variance = DoubleStream.of(weights).map(w -> w * w).average().orElseThrow();
            assertThat(mean).isCloseTo(0, within(5e-4));
            assertThat(Math.sqrt(variance)).isCloseTo(0.02, within(5e-4));
            assertThat(DoubleStream.of(weights).distinct().count()).isGreaterThan(1000);
            assertThat(norm).containsOnly(1);
        }
    }

    private static double[] values(TensorData tensor) {
        ByteBuffer data = tensor.data();
        return IntStream.range(0, data.limit() / tensor.type().bytes())
                .mapToDouble(i -> switch (tensor.type()) {
                    case F32 -> data.getFloat(4 * i);
                    case F16 -> Float.float16ToFloat(data.getShort(2 * i));
                    case BF16 -> Float.intBitsToFloat(data.getShort(2 * i) << 16);
                    default -> throw new AssertionError(tensor);
                })
                .toArray();
    }

    @Test
    void same_seed_gives_the_same_files_and_another_seed_others() throws Exception {
        Path first = temporary.resolve("first");
        Path again = temporary.resolve("again");
        Path other = temporary.resolve("other");

        RandomCheckpoint.write(ModelShape.QWEN_TINY, first, StoredType.BF16, 3);
        RandomCheckpoint.write(ModelShape.QWEN_TINY, again, StoredType.BF16, 3);
        RandomCheckpoint.write(ModelShape.QWEN_TINY, other, StoredType.BF16, 4);

        byte[] weights = Files.readAllBytes(first.resolve("model.safetensors"));
        assertThat(again.resolve("model.safetensors")).hasBinaryContent(weights);
        assertThat(Files.readAllBytes(other.resolve("model.safetensors"))).isNotEqualTo(weights);
    }

    @Test
    void large_checkpoint_has_several_files_and_an_index() throws Exception {
        RandomCheckpoint.write(ModelShape.QWEN_TINY, temporary, StoredType.BF16, 1, 100_000);

        assertThat(names()).filteredOn(name -> name.endsWith(".safetensors")).hasSizeGreaterThan(2);
        assertThat(names()).contains("model.safetensors.index.json");
        try (Checkpoint checkpoint = Checkpoint.open(temporary)) {
            WeightLayout.of(checkpoint.config()).forEach((name, shape) -> checkpoint.tensor(name, shape));
        }
    }

    private String[] names() throws Exception {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.map(file -> file.getFileName().toString()).toArray(String[]::new);
        }
    }

    /** The counts of 1.8B are those of the specification; the others follow from their published shapes. */
    @ParameterizedTest
    @CsvSource({
        "qwen-1.8b, QWEN, 1836828672, 8192",
        "qwen2.5-0.5b, QWEN2, 494032768, 32768",
        "qwen3-0.6b, QWEN3, 596049920, 40960"
    })
    void shapes_have_the_published_number_of_parameters(String name, String architecture, long parameters, int context)
            throws Exception {
        Files.write(temporary.resolve("config.json"), ModelShape.named(name).config());

        QwenConfig config = QwenConfig.read(temporary);

        assertThat(config.architecture()).hasToString(architecture);
        assertThat(config.contextLength()).isEqualTo(context);
        assertThat(WeightLayout.of(config).values().stream()
                        .mapToLong(shape -> Arrays.stream(shape).reduce(1, (a, b) -> a * b))
                        .sum())
                .isEqualTo(parameters);
    }

    @Test
    void unknown_shape_is_refused_with_those_that_are_known() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelShape.named("gpt-2"))
                .withMessage("shape must be one of qwen-1.8b, qwen2.5-0.5b, qwen3-0.6b, qwen-tiny but is 'gpt-2'");
    }

    @Test
    void folder_with_something_in_it_stays_as_it_is() throws Exception {
        Files.writeString(temporary.resolve("precious.txt"), "words");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RandomCheckpoint.write(ModelShape.QWEN_TINY, temporary, StoredType.BF16, 1))
                .withMessage(temporary + " must be a new or an empty folder: nothing is overwritten");
        assertThat(names()).containsExactly("precious.txt");
    }

    @Test
    void file_in_the_place_of_the_folder_is_refused() throws Exception {
        Path file = Files.writeString(temporary.resolve("precious.txt"), "words");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RandomCheckpoint.write(ModelShape.QWEN_TINY, file, StoredType.BF16, 1));
        assertThat(file).hasContent("words");
    }

    @Test
    void place_where_nothing_can_be_written_is_named() throws Exception {
        Path file = Files.writeString(temporary.resolve("file"), "");

        assertThatThrownBy(
                        () -> RandomCheckpoint.write(ModelShape.QWEN_TINY, file.resolve("below"), StoredType.BF16, 1))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(file.resolve("below") + ": the checkpoint cannot be written there");
    }

    @Test
    void interrupted_writing_leaves_nothing() {
        Path folder = temporary.resolve("new");

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> RandomCheckpoint.write(ModelShape.QWEN_TINY, folder, StoredType.BF16, 1))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(folder).doesNotExist();
    }
}
