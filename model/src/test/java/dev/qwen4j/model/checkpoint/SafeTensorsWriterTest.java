package dev.qwen4j.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qwen4j.model.checkpoint.SafeTensorsWriter.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTensorsWriterTest {
    private static final List<Tensor> TENSORS = List.of(
            new Tensor("a.weight", ElementType.F32, new long[] {2, 3}),
            new Tensor("缩放", ElementType.BF16, new long[] {5}),
            new Tensor("empty", ElementType.U8, new long[] {0, 7}),
            new Tensor("scalar", ElementType.I64, new long[] {}));
    private static final int BYTES = 24 + 10 + 8;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("model.safetensors");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 24, BYTES})
    void tensors_written_in_pieces_of_any_size_are_read_back(int piece) throws Exception {
        byte[] data = new byte[BYTES];
        new Random(piece).nextBytes(data);

        try (SafeTensorsWriter writer = SafeTensorsWriter.create(file, TENSORS, Map.of("made by", "a test"))) {
            for (int from = 0; from < BYTES; from += piece) {
                writer.write(ByteBuffer.wrap(data, from, Math.min(piece, BYTES - from)));
            }
            writer.finish();
        }

        try (SafeTensors read = SafeTensors.open(file)) {
            assertThat(read.names()).containsExactly("a.weight", "缩放", "empty", "scalar");
            ByteBuffer all = ByteBuffer.allocate(BYTES);
            for (Tensor tensor : TENSORS) {
                TensorData back = read.tensor(tensor.name());
                assertThat(back.type()).isEqualTo(tensor.type());
                assertThat(back.shape()).containsExactly(tensor.shape());
                all.put(back.data());
            }
            assertThat(all.array()).isEqualTo(data);
        }
    }

    @Test
    void data_begin_where_every_element_type_is_aligned() throws Exception {
        SafeTensorsWriter.create(file, TENSORS, Map.of()).close();

        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        long headerLength = bytes.getLong();
        assertThat((Long.BYTES + headerLength) % 64).isZero();
        assertThat(StandardCharsets.UTF_8.decode(bytes).toString().stripTrailing())
                .endsWith("}");
    }

    @Test
    void more_bytes_than_announced_are_refused() throws Exception {
        try (SafeTensorsWriter writer = SafeTensorsWriter.create(file, TENSORS, Map.of())) {
            writer.write(ByteBuffer.allocate(BYTES - 1));

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> writer.write(ByteBuffer.allocate(2)))
                    .withMessageContainingAll("at most the 1 that are due", "are 2");
        }
    }

    @Test
    void missing_bytes_are_noticed_at_the_end() throws Exception {
        try (SafeTensorsWriter writer = SafeTensorsWriter.create(file, TENSORS, Map.of())) {
            assertThatIllegalStateException()
                    .isThrownBy(writer::finish)
                    .withMessageContaining("must get " + BYTES + " bytes of tensors but got 0");
        }
    }

    @Test
    void file_that_exists_stays_as_it_is() throws Exception {
        Files.writeString(file, "precious");

        assertThatThrownBy(() -> SafeTensorsWriter.create(file, TENSORS, Map.of()))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("precious");
    }

    @Test
    void two_tensors_of_one_name_are_refused_before_there_is_a_file() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> SafeTensorsWriter.create(file, List.of(TENSORS.getFirst(), TENSORS.getFirst()), Map.of()))
                .withMessageContaining("'a.weight'");
        assertThat(file).doesNotExist();
    }
}
