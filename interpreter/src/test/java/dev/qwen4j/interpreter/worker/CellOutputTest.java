package dev.qwen4j.interpreter.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.interpreter.protocol.Message;
import dev.qwen4j.interpreter.protocol.MessageReader;
import dev.qwen4j.interpreter.protocol.MessageWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CellOutputTest {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    @Test
    void text_is_whole_however_its_bytes_come() throws IOException {
        String text = "你好, 😀 ".repeat(2000);
        CellOutput output = new CellOutput(new MessageWriter(sent), 1 << 20);
        output.begin(1);

        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            output.stdout().write(b);
        }

        assertThat(output.end()).isZero();
        assertThat(received(1)).isEqualTo(text);
    }

    @Test
    void what_is_beyond_the_limit_is_counted_and_dropped() throws IOException {
        CellOutput output = new CellOutput(new MessageWriter(sent), 10);
        output.begin(1);

        output.stdout().write("12345678".getBytes(StandardCharsets.UTF_8));
        output.stdout().write("12345678".getBytes(StandardCharsets.UTF_8));

        assertThat(output.end()).isEqualTo(6);
        assertThat(received(1)).isEqualTo("1234567812");
    }

    @Test
    void every_cell_has_its_own_limit() throws IOException {
        CellOutput output = new CellOutput(new MessageWriter(sent), 4);
        for (int cell = 1; cell <= 2; cell++) {
            output.begin(cell);
            output.stdout().write("12345".getBytes(StandardCharsets.UTF_8));
            assertThat(output.end()).isEqualTo(1);
        }

        assertThat(received(2)).isEqualTo("12341234");
    }

    @Test
    @Timeout(60)
    void a_little_output_is_sent_without_waiting_for_more() throws IOException {
        PipedInputStream in = new PipedInputStream(1 << 16);
        CellOutput output = new CellOutput(new MessageWriter(new PipedOutputStream(in)), 100);
        output.begin(7);

        output.stdout().write("hi".getBytes(StandardCharsets.UTF_8));

        assertThat(new MessageReader(in).read()).isEqualTo(new Message.Output(7, false, "hi"));
    }

    @Test
    void the_two_streams_come_in_order_and_apart() throws IOException {
        CellOutput output = new CellOutput(new MessageWriter(sent), 100);
        output.begin(1);

        output.stdout().write("a".getBytes(StandardCharsets.UTF_8));
        output.stderr().write("b".getBytes(StandardCharsets.UTF_8));
        output.stdout().write("c".getBytes(StandardCharsets.UTF_8));
        output.end();

        MessageReader reader = new MessageReader(new ByteArrayInputStream(sent.toByteArray()));
        assertThat(reader.read()).isEqualTo(new Message.Output(1, false, "a"));
        assertThat(reader.read()).isEqualTo(new Message.Output(1, true, "b"));
        assertThat(reader.read()).isEqualTo(new Message.Output(1, false, "c"));
    }

    private String received(long lastCell) throws IOException {
        MessageReader reader = new MessageReader(new ByteArrayInputStream(sent.toByteArray()));
        StringBuilder text = new StringBuilder();
        while (reader.read() instanceof Message.Output output) {
            assertThat(output.cell()).isBetween(1L, lastCell);
            text.append(output.text());
        }
        return text.toString();
    }
}
