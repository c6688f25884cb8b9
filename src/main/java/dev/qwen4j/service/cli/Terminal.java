package dev.qwen4j.service.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Where a command reads and writes. Text is UTF-8 whatever the locale says, because JSON and models' words are.
 *
 * @param out results, nothing else
 * @param error everything else
 * @param typing whether a person types the input, so that a prompt makes sense
 * @param colours whether {@code out} is read by a person on a screen that knows colours
 */
record Terminal(InputStream in, PrintStream out, PrintStream error, boolean typing, boolean colours) {
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\n\t]]");

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

    /**
     * Text of others without what a terminal would obey: no control characters but line breaks and tabs. JSON needs
     * none of this, it writes them as escapes.
     */
    static String harmless(String text) {
        return CONTROL.matcher(text).replaceAll("");
    }

    /** Says what went wrong, in the one line that every error gets. */
    void complain(String message) {
        error.print("qwen4j: " + harmless(message.strip().replaceAll("\\R\\s*", " ")) + "\n");
        error.flush();
    }
}
