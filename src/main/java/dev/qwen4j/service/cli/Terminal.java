package dev.qwen4j.service.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where a command reads and writes. Text is UTF-8 whatever the locale says, because JSON and models' words are.
 *
 * @param out results, nothing else
 * @param error everything else
 * @param typing whether a person types the input, so that a prompt makes sense
 * @param colours whether {@code out} is read by a person on a screen that knows colours
 */
record Terminal(InputStream in, PrintStream out, PrintStream error, boolean typing, boolean colours) {
    /**
     * The terminal of this process, as the launcher describes it: only a shell can tell on every Java release which of
     * the streams is a terminal.
     */
    static Terminal ofProcess(InputStream in, OutputStream out, OutputStream error) {
        return new Terminal(
                in,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(error, true, StandardCharsets.UTF_8),
                Boolean.getBoolean("terminal.in"),
                Boolean.getBoolean("terminal.out"));
    }

    /** Says what went wrong, in the one line that every error gets. */
    void complain(String message) {
        error.print("qwen4j: " + message.strip().replaceAll("\\R\\s*", " ") + "\n");
        error.flush();
    }
}
