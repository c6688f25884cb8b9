package dev.qwen4j.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The corpus of {@code abuse/*.txt}: what model-written code might try against its sandbox. After each attempt nothing
 * outside has been read, changed or connected to, and the session, or a fresh one, answers.
 */
@Timeout(600)
class AbuseTest {
    private static final String SECRET = "a-secret-outside-7f3a";
    private static final SandboxPolicy PATIENT =
            new SandboxPolicy(Duration.ofSeconds(120), 256L << 20, 20_000, 3_000_000, 100);
    private static final SandboxPolicy HASTY = PATIENT.withCellTimeout(Duration.ofSeconds(2));

    @TempDir
    static Path temp;

    private static final AtomicInteger CONNECTIONS = new AtomicInteger();
    private static ServerSocket listener;
    private static GraalPyInterpreter patient;
    private static GraalPyInterpreter hasty;
    private static GraalPyInterpreter neighbour;

    /** One attempt. */
    private record Attempt(String family, String tries, String stoppedBy, Pattern comesOfIt, String code) {}

    @BeforeAll
    static void open() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    listener.accept().close();
                    CONNECTIONS.incrementAndGet();
                }
            } catch (IOException e) {
                // Closed at the end of the tests.
                return;
            }
        });
        Files.writeString(temp.resolve("secret.txt"), SECRET);
        patient = session("patient", PATIENT);
        Files.createSymbolicLink(patient.folder().resolve("planted"), temp.resolve("secret.txt"));
        hasty = session("hasty", HASTY);
        neighbour = session("neighbour", PATIENT);
        Files.writeString(neighbour.folder().resolve("theirs.txt"), SECRET);
    }

    private static GraalPyInterpreter session(String name, SandboxPolicy policy) throws IOException {
        Path folder = Files.createDirectories(temp.resolve(name).resolve("files"));
        return new GraalPyInterpreter(folder, policy);
    }

    @AfterAll
    static void close() throws IOException {
        patient.close();
        hasty.close();
        neighbour.close();
        listener.close();
    }

    @AfterEach
    void nothing_outside_was_touched() {
        assertThat(temp.resolve("secret.txt")).hasContent(SECRET);
        assertThat(neighbour.folder().resolve("theirs.txt")).hasContent(SECRET);
        assertThat(temp.resolve("climbed.txt")).doesNotExist();
        assertThat(Path.of("/tmp/qwen4j-abuse")).doesNotExist();
        assertThat(CONNECTIONS).hasValue(0);
    }

    static List<Named<Attempt>> refused() {
        return attempts("abuse.txt");
    }

    static List<Named<Attempt>> endings() {
        return attempts("endings.txt");
    }

    @ParameterizedTest
    @MethodSource("refused")
    void the_attempt_is_stopped_and_the_session_goes_on(Attempt attempt) throws InterruptedException {
        Execution execution = run(patient, attempt);

        assertThat(told(execution)).containsPattern(attempt.comesOfIt()).doesNotContain(SECRET);
        assertThat(patient.execute("6 * 7", text -> {}))
                .as("the session after it")
                .isEqualTo(new Execution.Completed("", "42"));
        clean(patient.folder());
    }

    @ParameterizedTest
    @MethodSource("endings")
    void the_attempt_is_ended_and_harms_no_other_session(Attempt attempt) throws InterruptedException {
        Execution execution = run(hasty, attempt);

        assertThat(told(execution)).containsPattern(attempt.comesOfIt());
        assertThat(answers(hasty))
                .as("the same session after it, in a fresh process if need be")
                .isTrue();
    }

    /** With some patience: the deadline of this session is short, and a fresh process on a busy machine slow. */
    private static boolean answers(GraalPyInterpreter session) throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            if (session.execute("6 * 7", text -> {}).equals(new Execution.Completed("", "42"))) {
                return true;
            }
        }
        return false;
    }

    @Test
    void a_memory_bomb_ends_its_own_session_alone() throws InterruptedException {
        assertThat(neighbour.execute("mine = 5", text -> {})).isEqualTo(new Execution.Completed("", ""));

        Execution bomb = hasty.execute("hoard = [bytearray(10 ** 7) for i in range(1000)]", text -> {});

        assertThat(told(bomb)).containsPattern("Died|TimedOut|MemoryError");
        assertThat(neighbour.execute("mine", text -> {})).isEqualTo(new Execution.Completed("", "5"));
    }

    @Test
    void the_corpus_has_at_least_eighty_attempts() {
        assertThat(refused().size() + endings().size()).isGreaterThanOrEqualTo(80);
    }

    private static Execution run(GraalPyInterpreter session, Attempt attempt) throws InterruptedException {
        String code = attempt.code()
                .replace("SECRET", temp.resolve("secret.txt").toString())
                .replace("OTHER", neighbour.folder().toString())
                .replace("PORT", String.valueOf(listener.getLocalPort()))
                .replace("HUGE", "#" + "x".repeat(1 << 20));
        return session.execute(code, text -> {});
    }

    /** How it ended and what it said, in one text. */
    private static String told(Execution execution) {
        return execution.getClass().getSimpleName() + "\n" + execution.output()
                + switch (execution) {
                    case Execution.Completed completed -> completed.value();
                    case Execution.Raised raised -> raised.traceback();
                    case Execution.Died died -> died.reason();
                    case Execution.TimedOut timedOut -> "";
                    case Execution.Interrupted interrupted -> "";
                };
    }

    /** So that one attempt does not use up the quota of the next. */
    private static void clean(Path folder) throws InterruptedException {
        Execution cleaned = patient.execute("""
            import os, shutil
            for _name in os.listdir('.'):
                if _name != 'planted':
                    shutil.rmtree(_name) if os.path.isdir(_name) else os.remove(_name)
            """, text -> {});
        assertThat(cleaned).as("cleaning " + folder).isInstanceOf(Execution.Completed.class);
    }

    private static List<Named<Attempt>> attempts(String file) {
        List<Named<Attempt>> attempts = new ArrayList<>();
        try (InputStream in = AbuseTest.class.getResourceAsStream("abuse/" + file)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Stream.of(text.split("(?m)^#: ")).skip(1).forEach(block -> {
                String[] header = block.lines().findFirst().orElseThrow().split(" \\| ");
                String code = block.substring(block.indexOf('\n') + 1);
                attempts.add(Named.of(
                        header[0] + ": " + header[1] + ", stopped by " + header[2],
                        new Attempt(header[0], header[1], header[2], Pattern.compile(header[3]), code)));
            });
            return attempts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
