package dev.qwen4j.interpreter.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qwen4j.interpreter.CellListener;
import dev.qwen4j.interpreter.Display;
import dev.qwen4j.interpreter.GraalPyInterpreter;
import dev.qwen4j.interpreter.InterpreterException;
import dev.qwen4j.interpreter.SandboxPolicy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that are found again: by id, after they were idle, after the service has ended. */
@Timeout(240)
class SessionsTest {
    private static final SandboxPolicy POLICY =
            new SandboxPolicy(Duration.ofSeconds(60), 512L << 20, 64 << 10, 100_000, 20);
    private static final CellListener NOBODY = text -> {};

    @TempDir
    Path root;

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InstantSource clock = () -> now;

    private Sessions open() {
        return new Sessions(
                root, SessionLimits.DEFAULT, 0, POLICY, folder -> new GraalPyInterpreter(folder, POLICY), clock);
    }

    @Test
    void cells_and_files_outlive_the_process_and_the_service() throws Exception {
        String id;
        try (Sessions sessions = open()) {
            Session session = sessions.create();
            id = session.id();
            List<String> told = new ArrayList<>();
            CellRecord cell = session.execute(
                    "import sys\nx = 41\nprint('out')\nprint('err', file=sys.stderr)\nopen('kept.txt', 'w').write('kept')\nx + 1",
                    new CellListener() {
                        @Override
                        public void output(String text) {
                            told.add("out:" + text);
                        }

                        @Override
                        public void error(String text) {
                            told.add("err:" + text);
                        }
                    });
            assertThat(told).containsExactly("out:out\n", "err:err\n");
            assertThat(cell)
                    .isEqualTo(new CellRecord(
                            1,
                            cell.code(),
                            "completed",
                            List.of(
                                    new CellRecord.Output("stdout", "out\n", null),
                                    new CellRecord.Output("stderr", "err\n", null),
                                    new CellRecord.Output("value", "42", null)),
                            List.of("kept.txt"),
                            List.of("sys", "x"),
                            List.of()));
            assertThat(sessions.find(id)).contains(session);
            assertThatThrownBy(this::open)
                    .isInstanceOf(InterpreterException.class)
                    .hasMessageContaining("another");

            now = now.plus(Duration.ofMinutes(31));
            sessions.sweep();
            assertThat(session.isRunning()).isFalse();
            CellRecord idle = session.execute("x", NOBODY);
            assertThat(idle.status()).isEqualTo("died");
            assertThat(idle.lost()).containsExactly("sys", "x");
            assertThat(idle.outputs().getFirst().text()).contains("not used for 30 minutes", "was not run");
            assertThat(session.execute("y = 2\nopen('kept.txt').read()", NOBODY).outputs())
                    .containsExactly(new CellRecord.Output("value", "'kept'", null));
        }

        Files.createDirectories(root.resolve("py-never-handed-out/files"));
        try (Sessions sessions = open()) {
            Session session = sessions.find(id).orElseThrow();
            assertThat(root.resolve("py-never-handed-out")).doesNotExist();
            assertThat(session.cells()).hasSize(3);
            CellRecord first = session.execute("y", NOBODY);
            assertThat(first.outputs().getFirst().text()).contains("the service was restarted");
            assertThat(first.lost()).containsExactly("y");
            assertThat(session.files().list())
                    .extracting(SessionFiles.Entry::name)
                    .containsExactly("kept.txt");

            assertThat(sessions.delete(id)).isTrue();
            assertThat(sessions.delete(id)).isFalse();
            assertThat(root.resolve(id)).doesNotExist();
        }
    }

    @Test
    void what_is_shown_is_told_and_remembered() throws Exception {
        try (Sessions sessions = open()) {
            Session session = sessions.create();
            List<Display> shown = new ArrayList<>();
            CellRecord cell = session.execute(
                    "class Picture:\n    def _repr_svg_(self):\n        return '<svg/>'\nprint('before')\ndisplay(Picture())\nPicture()",
                    new CellListener() {
                        @Override
                        public void output(String text) {}

                        @Override
                        public void display(Display display) {
                            shown.add(display);
                        }
                    });

            assertThat(shown)
                    .containsExactly(new Display("image/svg+xml", "<svg/>"), new Display("image/svg+xml", "<svg/>"));
            assertThat(cell.outputs())
                    .containsExactly(
                            new CellRecord.Output("stdout", "before\n", null),
                            new CellRecord.Output("display", "<svg/>", "image/svg+xml"),
                            new CellRecord.Output("display", "<svg/>", "image/svg+xml"));
            session.execute("1 / 0", NOBODY);
            assertThat(Notebook.ipynb(session.cells()))
                    .contains("\"output_type\" : \"display_data\"", "\"ename\" : \"ZeroDivisionError\"");
        }
    }

    @Test
    void there_are_no_more_sessions_than_allowed_and_old_ones_go() {
        SessionLimits two = new SessionLimits(2, Duration.ofMinutes(1), Duration.ofHours(1));
        try (Sessions sessions =
                new Sessions(root, two, 0, POLICY, folder -> new GraalPyInterpreter(folder, POLICY), clock)) {
            Session old = sessions.create();
            sessions.create();
            assertThatThrownBy(sessions::create)
                    .isInstanceOf(TooManySessionsException.class)
                    .hasMessageContaining("2");

            now = now.plus(Duration.ofHours(2));
            sessions.sweep();

            assertThat(sessions.list()).isEmpty();
            assertThat(root.resolve(old.id())).doesNotExist();
        }
    }

    @Test
    void files_stay_within_the_session_and_its_limits() throws IOException {
        Path folder = Files.createDirectories(root.resolve("a/files"));
        Files.writeString(root.resolve("secret"), "secret");
        Files.createSymbolicLink(folder.resolve("link"), root.resolve("secret"));
        SessionFiles files = new SessionFiles(folder, 10, 2);

        for (String name : List.of("../secret", "/etc/passwd", "", ".", "a/../../secret", "x\0y")) {
            assertThatThrownBy(() -> files.read(name)).as(name).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> files.write(name, content("x"))).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> files.read("link")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> files.write("link", content("x"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> files.read("none")).isInstanceOf(NoSuchFileException.class);

        assertThat(files.write("sub/a.txt", content("12345")).name()).isEqualTo("sub/a.txt");
        assertThatThrownBy(() -> files.write("b.txt", content("1234567"))).isInstanceOf(QuotaException.class);
        assertThat(folder.resolve("b.txt")).doesNotExist();
        files.write("sub/a.txt", content("1234567890"));
        files.delete("sub/a.txt");
        files.write("a", content("1"));
        files.write("b", content("1"));
        assertThatThrownBy(() -> files.write("c", content(""))).isInstanceOf(QuotaException.class);
        assertThat(new String(files.read("a").readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("1");
        assertThat(root.resolve("secret")).hasContent("secret");
    }

    private static ByteArrayInputStream content(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
