package dev.qwen4j.interpreter.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageFramesTest {
    static Stream<Message> messages() {
        return Stream.of(
                new Message.Start("/tmp/会话", List.of("/a b", "/库"), 1, Long.MAX_VALUE, 3),
                new Message.Execute(1, "print('\"\\\n\u0000 你好 😀')"),
                new Message.Interrupt(2),
                new Message.Ready(),
                new Message.Output(3, true, ""),
                new Message.Shown(3, "image/png", "aGk="),
                new Message.Names(3, List.of("x", "面积")),
                new Message.Call(3, 1, "draw", "{\"a\": [1]}"),
                new Message.Answer(1, true, "no"),
                new Message.Completed(4, "42", 0),
                new Message.Raised(5, "ZeroDivisionError", 7),
                new Message.Interrupted(6, Long.MAX_VALUE));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void a_message_is_read_as_it_was_written(Message message) throws IOException {
        assertThat(reader(frame(message)).read()).isEqualTo(message);
    }

    @Test
    void messages_come_in_order_and_then_the_end() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        MessageWriter writer = new MessageWriter(bytes);
        writer.write(new Message.Ready());
        writer.write(new Message.Interrupt(9));

        MessageReader reader = reader(bytes.toByteArray());

        assertThat(reader.read()).isEqualTo(new Message.Ready());
        assertThat(reader.read()).isEqualTo(new Message.Interrupt(9));
        assertThat(reader.read()).isNull();
    }

    @Test
    void half_a_surrogate_pair_becomes_a_question_mark() throws IOException {
        assertThat(reader(frame(new Message.Execute(1, "a\ud83d"))).read()).isEqualTo(new Message.Execute(1, "a?"));
    }

    @Test
    void a_field_nobody_knows_is_ignored() throws IOException {
        assertThat(reader(frame("{\"type\":\"interrupt\",\"cell\":1,\"colour\":\"red\"}"))
                        .read())
                .isEqualTo(new Message.Interrupt(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"ready\"",
                "{",
                "{}",
                "{\"type\":\"fly\"}",
                "{\"type\":1}",
                "{\"type\":\"interrupt\"}",
                "{\"type\":\"interrupt\",\"cell\":\"1\"}",
                "{\"type\":\"interrupt\",\"cell\":1.5}",
                "{\"type\":\"interrupt\",\"cell\":99999999999999999999}",
                "{\"type\":\"interrupt\",\"cell\":{\"a\":1}}",
                "{\"type\":\"interrupt\",\"cell\":[[[[1]]]]}",
                "{\"type\":\"names\",\"cell\":1,\"names\":[1]}",
                "{\"type\":\"names\",\"cell\":1,\"names\":\"x\"}",
                "{\"type\":\"answer\",\"call\":1,\"failed\":0,\"text\":\"\"}",
                "{\"type\":\"ready\"}{\"type\":\"ready\"}"
            })
    void what_is_no_message_is_refused(String json) {
        assertThatThrownBy(() -> reader(frame(json)).read()).isInstanceOf(ProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, MessageWriter.MAX_BYTES + 1, Integer.MAX_VALUE})
    void a_length_beyond_the_limit_is_refused_before_anything_is_read(int length) {
        byte[] head = ByteBuffer.allocate(4).putInt(length).array();

        assertThatThrownBy(() -> reader(head).read())
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("limit");
    }

    @Test
    void a_stream_that_ends_inside_a_message_is_an_error() throws IOException {
        byte[] frame = frame(new Message.Execute(1, "x"));

        for (int length = 1; length < frame.length; length++) {
            byte[] part = Arrays.copyOf(frame, length);
            assertThatThrownBy(() -> reader(part).read()).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void a_message_beyond_the_limit_is_not_written() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Message message = new Message.Output(1, false, "x".repeat(MessageWriter.MAX_BYTES));

        assertThatIOException().isThrownBy(() -> new MessageWriter(bytes).write(message));

        assertThat(bytes.size()).isZero();
    }

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_damaged_frame_is_a_message_or_an_io_error(long seed) throws IOException {
        Random random = new Random(seed);
        byte[] frame = frame(new Message.Completed(12, "'你好'", 34));
        for (int i = 0; i <= seed % 3; i++) {
            frame[4 + random.nextInt(frame.length - 4)] = (byte) random.nextInt();
        }
        try {
            assertThat(reader(frame).read()).isNotNull();
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }

    private static byte[] frame(Message message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new MessageWriter(bytes).write(message);
        return bytes.toByteArray();
    }

    private static byte[] frame(String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + body.length)
                .putInt(body.length)
                .put(body)
                .array();
    }

    private static MessageReader reader(byte[] bytes) {
        return new MessageReader(new ByteArrayInputStream(bytes));
    }
}
