package dev.qwen4j.service.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines as they come; unlike a {@link java.io.Reader} it can go on after a line that is not UTF-8. */
final class PipedLines implements Lines {
    private final Terminal terminal;
    private final InputStream in;

    PipedLines(Terminal terminal) {
        this.terminal = terminal;
        this.in = new BufferedInputStream(terminal.in());
    }

    @Override
    public @Nullable String readLine(String prompt) throws IOException {
        if (terminal.typing()) {
            terminal.error().print(prompt);
            terminal.error().flush();
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != '\n') {
            line.write(next);
            next = in.read();
        }
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(line.toByteArray()))
                .toString();
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** Nothing hears an interrupt while bytes are read: Ctrl-C ends the process. */
    @Override
    public @Nullable String ask(String question) throws IOException {
        return Interrupts.idle(() -> readLine(question));
    }

    /** The input stays open: it is the process's. */
    @Override
    public void close() {}
}
