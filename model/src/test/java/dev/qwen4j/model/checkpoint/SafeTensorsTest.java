package dev.qwen4j.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.qwen4j.model.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTensorsTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name_the_file() {
        file = folder.resolve("model.safetensors");
    }

    @Test
    void a_tensor_has_its_name_type_shape_and_values() throws IOException {
        SmallCheckpoint.writeTensor(file, "norm");

        try (SafeTensors tensors = SafeTensors.open(file)) {
            TensorData norm = tensors.tensor("norm");

            assertThat(tensors.names()).containsExactly("norm");
            assertThat(norm.name()).isEqualTo("norm");
            assertThat(norm.type()).isEqualTo(ElementType.F32);
            assertThat(norm.shape()).containsExactly(2);
            assertThat(norm.data().getFloat(0)).isEqualTo(1f);
            assertThat(norm.data().getFloat(4)).isEqualTo(-2f);
        }
    }

    @Test
    void a_tensor_is_read_from_any_offset_into_any_buffer() throws IOException {
        SmallCheckpoint.writeTensor(file, "norm");

        try (SafeTensors tensors = SafeTensors.open(file)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(4).order(ByteOrder.LITTLE_ENDIAN);
            tensors.tensor("norm").content().read(4, buffer);

            assertThat(buffer.flip().getFloat()).isEqualTo(-2f);
        }
    }

    @Test
    void a_read_beyond_the_tensor_is_refused() throws IOException {
        SmallCheckpoint.writeTensor(file, "norm");

        try (SafeTensors tensors = SafeTensors.open(file)) {
            TensorData norm = tensors.tensor("norm");

            assertThatThrownBy(() -> norm.content().read(5, ByteBuffer.allocate(4)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("offset must leave 4 of the 8 bytes of 'norm' but is 5");
        }
    }

    @Test
    void the_shape_of_a_tensor_cannot_be_changed_from_outside() throws IOException {
        SmallCheckpoint.writeTensor(file, "norm");

        try (SafeTensors tensors = SafeTensors.open(file)) {
            TensorData norm = tensors.tensor("norm");
            norm.shape()[0] = 99;

            assertThat(norm.shape()).containsExactly(2);
        }
    }

    @Test
    void a_tensor_cannot_be_read_when_its_file_is_closed() throws IOException {
        SmallCheckpoint.writeTensor(file, "norm");
        TensorData norm;

        try (SafeTensors tensors = SafeTensors.open(file)) {
            norm = tensors.tensor("norm");
        }

        assertThatThrownBy(norm::data)
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(file + ": offset ")
                .hasMessageContaining("ClosedChannelException");
    }

    @Test
    void tensors_may_stand_in_any_order_and_be_scalar_or_empty() throws IOException {
        SmallCheckpoint.writeSafeTensors(file, """
                {"__metadata__":{"format":"pt"},
                 "b":{"dtype":"I32","shape":[],"data_offsets":[2,6]},
                 "none":{"dtype":"F32","shape":[0,7],"data_offsets":[2,2]},
                 "a":{"dtype":"BF16","shape":[1,1],"data_offsets":[0,2]}}\
                """, (byte) 0x80, (byte) 0x3F, (byte) 5, (byte) 0, (byte) 0, (byte) 0);

        try (SafeTensors tensors = SafeTensors.open(file)) {
            assertThat(tensors.names()).containsExactly("b", "none", "a");
            assertThat(tensors.tensor("a").data().getShort(0)).isEqualTo((short) 0x3F80);
            assertThat(tensors.tensor("b").shape()).isEmpty();
            assertThat(tensors.tensor("b").data().getInt(0)).isEqualTo(5);
            assertThat(tensors.tensor("none").data().remaining()).isZero();
        }
    }

    @Test
    void an_unknown_tensor_is_named() throws IOException {
        SmallCheckpoint.writeTensor(file, "norm");

        try (SafeTensors tensors = SafeTensors.open(file)) {
            assertThatThrownBy(() -> tensors.tensor("nrom"))
                    .isInstanceOf(ModelException.class)
                    .hasMessage(file + ": has no tensor 'nrom'");
        }
    }

    @Test
    void a_file_that_shrank_since_it_was_opened_is_refused() throws IOException {
        SmallCheckpoint.writeTensor(file, "norm");
        byte[] whole = Files.readAllBytes(file);

        try (SafeTensors tensors = SafeTensors.open(file)) {
            Files.write(file, Arrays.copyOf(whole, whole.length - 4));

            assertThatThrownBy(() -> tensors.tensor("norm"))
                    .isInstanceOf(ModelException.class)
                    .hasMessage(file + ": the file changed from " + whole.length + " to " + (whole.length - 4)
                            + " bytes while it was in use");
        }
    }

    /** Had the file been mapped, this would end the JVM. */
    @Test
    void a_file_that_shrinks_between_finding_and_reading_a_tensor_is_named_with_the_offset() throws IOException {
        SmallCheckpoint.writeTensor(file, "norm");
        byte[] whole = Files.readAllBytes(file);

        try (SafeTensors tensors = SafeTensors.open(file)) {
            TensorData norm = tensors.tensor("norm");
            Files.write(file, Arrays.copyOf(whole, whole.length - 4));

            assertThatThrownBy(norm::data)
                    .isInstanceOf(ModelException.class)
                    .hasMessage(
                            file + ": offset " + (whole.length - 4) + ": the file ended within tensor 'norm'; it had "
                                    + whole.length + " bytes when it was opened");
        }
    }

    @Test
    void a_missing_file_is_named() {
        assertFault("the file is missing; download the checkpoint again, all its files");
    }

    @Test
    void a_file_too_short_for_a_header_is_refused() throws IOException {
        Files.write(file, new byte[7]);

        assertFault("offset 0: has 7 bytes, too few for the header's length; the download is probably incomplete");
    }

    @Test
    void a_header_length_beyond_100_megabytes_is_refused_before_anything_is_allocated() throws IOException {
        SmallCheckpoint.writeSafeTensors(file, 100_000_001, new byte[] {'{', '}'});

        assertFault("offset 0: the header's length must be 2 to 100000000 but is 100000001;"
                + " is this a safetensors file?");
    }

    @Test
    void a_header_length_that_is_negative_as_a_signed_number_is_refused() throws IOException {
        SmallCheckpoint.writeSafeTensors(file, -1, new byte[] {'{', '}'});

        assertFault("offset 0: the header's length must be 2 to 100000000 but is 18446744073709551615;"
                + " is this a safetensors file?");
    }

    @Test
    void a_header_longer_than_the_file_is_refused() throws IOException {
        SmallCheckpoint.writeSafeTensors(file, 50, new byte[] {'{', '}'});

        assertFault("offset 0: the header ends at 58 but the file has only 10 bytes;"
                + " the download is probably incomplete");
    }

    @ParameterizedTest
    @MethodSource
    void a_header_with_a_fault_is_refused_by_name_and_offset(String header, String message) throws IOException {
        SmallCheckpoint.writeSafeTensors(file, header, new byte[8]);

        assertThatThrownBy(() -> SafeTensors.open(file))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(file + ": offset ")
                .hasMessageContaining(message);
    }

    static Stream<Arguments> a_header_with_a_fault_is_refused_by_name_and_offset() {
        String good = "\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
        return Stream.of(
                arguments(" {" + good + "}", "offset 8: the header must begin with '{'"),
                arguments("{" + good, "the header is not valid: "),
                arguments("{" + good + "," + good + "}", "the header is not valid: Duplicate field 't'"),
                arguments("{" + good + "} x", "the header is not valid: "),
                arguments("{" + good + "}{}", "text after the header's object"),
                arguments(
                        "{\"__metadata__\":" + "[".repeat(2000) + "]".repeat(2000) + "," + good + "}",
                        "the header is not valid: Document nesting depth"),
                arguments("{\"" + "t".repeat(60_000) + "\":7}", "the header is not valid: Name length (60000) exceeds"),
                arguments(one("F32", "[" + "9".repeat(2000) + "]", "[0,8]"), "the header is not valid: Number"),
                arguments("{\0", "the header must be UTF-8 but its second byte is 0"),
                arguments("{\"t\":7}", "tensor 't' must be a JSON object"),
                arguments("{\"t\":{\"dtype\":\"F32\",\"shape\":[2]}}", "must have dtype, shape and two data_offsets"),
                arguments(one("F32", "[2]", "[0,8,9]"), "must have dtype, shape and two data_offsets"),
                arguments(one("F31", "[2]", "[0,8]"), "tensor 't' has the unknown dtype 'F31'; known are [BOOL, "),
                arguments(
                        "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"x\":1}}",
                        "tensor 't' has the unknown key 'x'"),
                arguments(one("F32", "[-2]", "[0,8]"), "shape must be at most 16 whole numbers from 0"),
                arguments(one("F32", "[2.0]", "[0,8]"), "shape must be at most 16 whole numbers from 0"),
                arguments(one("F32", "2", "[0,8]"), "shape must be at most 16 whole numbers from 0"),
                arguments(one("F32", "[[2]]", "[0,8]"), "shape must be at most 16 whole numbers from 0"),
                arguments(
                        one("F32", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2]", "[0,8]"),
                        "shape must be at most 16 whole numbers from 0"),
                arguments(
                        one("F32", "[99999999999999999999]", "[0,8]"), "shape must be at most 16 whole numbers from 0"),
                arguments(
                        one("F32", "[4294967296,4294967296]", "[0,8]"),
                        "tensor 't' is impossibly large: [4294967296, 4294967296]"),
                arguments(
                        one("F32", "[9223372036854775807]", "[0,8]"),
                        "tensor 't' is impossibly large: [9223372036854775807]"),
                arguments(one("F32", "[2]", "[-8,0]"), "data_offsets must be at most 16 whole numbers from 0"),
                arguments(
                        one("U8", "[9223372036854775807]", "[0,9223372036854775807]"),
                        "tensor 't' ends at data offset 9223372036854775807 but the file has only 8 bytes of data"),
                arguments(one("F32", "[3]", "[0,8]"), "tensor 't' of F32[3] needs 12 bytes but data_offsets give 8"),
                arguments(one("F32", "[2]", "[8,0]"), "tensor 't' ends before it begins: [8, 0]"),
                arguments(
                        one("F32", "[4]", "[0,16]"),
                        "tensor 't' ends at data offset 16 but the file has only 8 bytes of data;"
                                + " the download is probably incomplete"),
                arguments(one("F32", "[1]", "[4,8]"), "a hole before tensor 't', which begins at data offset 4"),
                arguments(one("F32", "[1]", "[0,4]"), "4 bytes belong to no tensor"),
                arguments(
                        "{" + good + ",\"u\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                        "an overlap before tensor 'u', which begins at data offset 4 where 8 is due"));
    }

    private static String one(String type, String shape, String offsets) {
        return "{\"t\":{\"dtype\":\"" + type + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}}";
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 8, 20, 64, 65, 68, 72})
    void a_file_that_breaks_off_anywhere_is_refused(int length) throws IOException {
        SmallCheckpoint.writeTensor(file, "norm");
        byte[] whole = Files.readAllBytes(file);
        assertThat(length).isLessThan(whole.length);
        Files.write(file, Arrays.copyOf(whole, length));

        assertThatThrownBy(() -> SafeTensors.open(file))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(file + ": offset ")
                .hasMessageEndingWith("; the download is probably incomplete");
    }

    @Test
    void the_offset_in_a_message_is_that_of_the_fault_in_the_file() throws IOException {
        String header = one("F31", "[2]", "[0,8]");
        SmallCheckpoint.writeSafeTensors(file, header, new byte[8]);

        assertThatThrownBy(() -> SafeTensors.open(file))
                .hasMessageContaining(": offset " + (8 + header.indexOf("\"F31\"")) + ": ");
    }

    @Test
    void more_than_a_hundred_thousand_tensors_are_refused() throws IOException {
        String header = IntStream.rangeClosed(0, 100_000)
                .mapToObj(i -> "\"" + i + "\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}")
                .collect(Collectors.joining(",", "{", "}"));
        SmallCheckpoint.writeSafeTensors(file, header);

        assertThatThrownBy(() -> SafeTensors.open(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(": more than 100000 tensors");
    }

    @Test
    void a_tensor_of_more_than_two_gibibytes_is_read_in_pieces() throws IOException {
        long bytes = (1L << 31) + 8;
        String header = one("U8", "[" + bytes + "]", "[0," + bytes + "]");
        SmallCheckpoint.writeSafeTensors(file, header);
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {7}), 8 + header.length() + bytes - 1);
        }

        try (SafeTensors tensors = SafeTensors.open(file)) {
            TensorData large = tensors.tensor("t");
            ByteBuffer end = ByteBuffer.allocate(2);
            large.content().read(bytes - 2, end);

            assertThat(end.array()).containsExactly(0, 7);
            assertThatThrownBy(large::data).isInstanceOf(IllegalStateException.class);
        }
    }

    /** Whatever a damaged header says, it is refused or describes the data exactly: nothing else is thrown. */
    @ParameterizedTest
    @MethodSource("seeds")
    void a_damaged_header_never_causes_anything_but_a_model_exception(long seed) throws IOException {
        Random random = new Random(seed);
        byte[] header =
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"BF16\",\"shape\":[2,1],\"data_offsets\":[4,8]}}"
                        .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i <= random.nextInt(3); i++) {
            String letters = "{}[]\",:0189-.eE\\ \u0000\u00FFF";
            header[random.nextInt(header.length)] = (byte) letters.charAt(random.nextInt(letters.length()));
        }
        SmallCheckpoint.writeSafeTensors(file, header.length, header, new byte[8]);

        try (SafeTensors tensors = SafeTensors.open(file)) {
            int bytes = tensors.names().stream()
                    .mapToInt(name -> tensors.tensor(name).data().remaining())
                    .sum();
            assertThat(bytes).isEqualTo(8);
        } catch (ModelException e) {
            assertThat(e).hasMessageStartingWith(file + ": ");
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    private void assertFault(String message) {
        assertThatThrownBy(() -> SafeTensors.open(file))
                .isInstanceOf(ModelException.class)
                .hasMessage(file + ": " + message);
    }
}
