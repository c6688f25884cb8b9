package dev.qwen4j.service.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A program of the test classes on a terminal of its own, and a person who types and reads. */
final class PseudoTerminal implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Path SCRIPT = Path.of("/usr/bin/script");
    /** What a terminal is told besides text: colours, cursor, modes; title and marks; the keypad. */
    private static final Pattern ESCAPES =
            Pattern.compile("\u001b\\[[0-?]*[ -/]*[@-~]|\u001b].*?(\u0007|\u001b\\\\)|\u001b[=>]|\r");

    private final Process process;
    private final OutputStream keys;
    private final StringBuffer screen = new StringBuffer();
    private int read;

    private PseudoTerminal(Process process) {
        this.process = process;
        this.keys = process.getOutputStream();
        Thread.ofPlatform().daemon().name("terminal-screen").start(this::copy);
    }

    /** Skips the test where util-linux is not installed. */
    static PseudoTerminal of(Class<?> program, Path home, String... arguments) throws IOException {
        assumeTrue(Files.isExecutable(SCRIPT), "no " + SCRIPT + ", which makes terminals, on this machine");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command = String.join(
                " ",
                "stty rows 40 cols 120; exec '" + java + "'",
                "-XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -Dterminal.in=true -Dterminal.out=true",
                "'-Duser.home=" + home + "'",
                program.getName(),
                String.join(" ", arguments));
        ProcessBuilder builder = new ProcessBuilder(SCRIPT.toString(), "-qefc", command, "/dev/null");
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("TERM", "xterm");
        return new PseudoTerminal(builder.redirectErrorStream(true).start());
    }

    private void copy() {
        try (InputStream in = process.getInputStream()) {
            byte[] some = new byte[4096];
            for (int count = in.read(some); count >= 0; count = in.read(some)) {
                screen.append(new String(some, 0, count, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            screen.append("[the terminal broke: ").append(e).append(']');
        }
    }

    /** Up to an escape sequence of which the end has not come yet. */
    private String text() {
        String text = ESCAPES.matcher(screen).replaceAll("");
        int open = text.indexOf('\u001b');
        return open < 0 ? text : text.substring(0, open);
    }

    void type(String text) throws IOException {
        keys.write(text.getBytes(StandardCharsets.UTF_8));
        keys.flush();
    }

    /** Waits until this text appears after what was read before, and returns what is between. */
    String read(String expected) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            String text = text();
            int at = text.indexOf(expected, read);
            if (at >= 0) {
                String between = text.substring(read, at);
                read = at + expected.length();
                return between;
            }
            Thread.sleep(20);
        }
        throw new AssertionError("'" + expected + "' did not appear after: " + text().substring(read));
    }

    /** The exit status, once the program has left. */
    int await() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the program did not leave: " + text().substring(read));
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
