package dev.qwen4j.tools.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qwen4j.tools.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkspaceTest {
    @TempDir
    Path outside;

    private Path root;
    private Workspace workspace;

    @BeforeEach
    void create() throws IOException {
        root = Files.createDirectories(outside.resolve("root")).toRealPath();
        Files.createDirectories(root.resolve("docs"));
        Files.writeString(outside.resolve("secret.txt"), "secret");
        workspace = new Workspace(root);
    }

    @ParameterizedTest
    @CsvSource({
        "notes.txt,notes.txt",
        "docs/a.md,docs/a.md",
        "./docs//a.md,docs/a.md",
        "docs/,docs",
        "new/folder/x.txt,new/folder/x.txt",
        "a..b.txt,a..b.txt",
        "%2e%2e/secret.txt,%2e%2e/secret.txt",
        "'  notes.txt ',notes.txt"
    })
    void paths_inside_are_resolved(String path, String expected) {
        assertThat(workspace.resolve(path)).isEqualTo(root.resolve(expected));
    }

    @Test
    void names_of_any_script_are_resolved_where_the_machine_takes_them() {
        String encoding = System.getProperty("sun.jnu.encoding");
        assumeTrue("UTF-8".equals(encoding), "file names are " + encoding + " here");

        assertThat(workspace.resolve("报告.txt")).isEqualTo(root.resolve("报告.txt"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "./", "./."})
    void the_root_has_names_of_its_own(String path) {
        assertThat(workspace.resolve(path)).isEqualTo(root);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/passwd",
                "//etc/passwd",
                "..",
                "../secret.txt",
                "docs/../../secret.txt",
                "docs/..",
                "./../secret.txt",
                "~/x",
                "~root/.ssh",
                "..\\secret.txt",
                "docs\\..\\..\\secret.txt",
                "C:\\Windows",
                "C:/Windows",
                "c:x",
                "\\\\server\\share",
                "notes.txt:stream",
                "a\0b",
                "../\0",
                "a\nb",
                "NUL",
                "con.txt",
                "docs/COM1",
                "aux",
                "docs./a",
                "docs /a",
                "a*",
                "a?",
                "<a>",
                "a|b",
                "\"a\"",
                ".. /secret.txt",
                ".../secret.txt"
            })
    void paths_that_could_lead_outside_are_refused(String path) {
        assertThatThrownBy(() -> workspace.resolve(path)).isInstanceOf(ToolException.class);
    }

    @Test
    void names_that_no_file_system_takes_are_refused() {
        assertThatThrownBy(() -> workspace.resolve("x".repeat(256))).isInstanceOf(ToolException.class);
        assertThatThrownBy(() -> workspace.resolve("x/".repeat(33))).isInstanceOf(ToolException.class);
    }

    @Test
    void links_are_refused_wherever_they_lead() throws IOException {
        Files.createSymbolicLink(root.resolve("out"), outside);
        Files.createSymbolicLink(root.resolve("file"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(root.resolve("inside"), root.resolve("docs"));
        Files.createSymbolicLink(root.resolve("broken"), root.resolve("nowhere"));

        for (String path : new String[] {"out", "out/secret.txt", "out/new.txt", "file", "inside/a.md", "broken"}) {
            assertThatThrownBy(() -> workspace.resolve(path))
                    .as(path)
                    .isInstanceOf(ToolException.class)
                    .hasMessageContaining("link");
        }
    }

    /** What another process may do between the check and the use. */
    @ParameterizedTest
    @ValueSource(strings = {"docs/deep/secret.txt", "docs/secret.txt"})
    void a_folder_that_became_a_link_is_not_followed(String path) throws IOException {
        Files.createDirectories(root.resolve("docs/deep"));
        Files.createDirectories(outside.resolve("deep"));
        Files.writeString(outside.resolve("deep/secret.txt"), "secret");
        Path place = workspace.resolve(path);
        Files.move(root.resolve("docs"), root.resolve("moved"));
        Files.createSymbolicLink(root.resolve("docs"), outside);

        assertThatThrownBy(() -> workspace.open(place, StandardOpenOption.READ)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> workspace.open(place, StandardOpenOption.WRITE, StandardOpenOption.CREATE))
                .isInstanceOf(IOException.class);
        assertThat(outside.resolve("secret.txt")).hasContent("secret");
    }

    @Test
    void a_file_that_became_a_link_is_not_followed() throws IOException {
        Path place = workspace.resolve("docs/a.txt");
        Files.createSymbolicLink(place, outside.resolve("secret.txt"));

        assertThatThrownBy(() -> workspace.open(place, StandardOpenOption.READ)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> workspace.open(
                        place,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING))
                .isInstanceOf(IOException.class);
        assertThat(outside.resolve("secret.txt")).hasContent("secret");
    }

    @Test
    void devices_and_pipes_are_not_read() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "no mkfifo here");
        new ProcessBuilder("/usr/bin/mkfifo", root.resolve("pipe").toString())
                .start()
                .waitFor();

        assertThat(Calls.call(new ReadFile(workspace), "{\"path\": \"pipe\"}")).startsWith("Error: ");
        assertThat(Calls.call(new WriteFile(workspace), "{\"path\": \"pipe\", \"content\": \"x\"}"))
                .startsWith("Error: ");
    }

    @Test
    void names_that_look_alike_are_different_files() throws IOException {
        Files.writeString(root.resolve("Notes.txt"), "upper");
        assumeTrue(!Files.exists(root.resolve("notes.txt")), "letter case does not count here");

        assertThat(Calls.call(new ReadFile(workspace), "{\"path\": \"notes.txt\"}"))
                .startsWith("Error: file not found");
    }

    @Test
    void no_made_up_path_leaves_the_root() {
        String[] pieces = {"..", ".", "/", "//", "\\", "docs", "a", "~", ":", "\0", " ", "...", "%2e", "．．", "..;", "C:"
        };
        Random random = new Random(20261120);
        for (int i = 0; i < 100_000; i++) {
            StringBuilder path = new StringBuilder();
            random.ints(random.nextInt(8), 0, pieces.length).forEach(piece -> path.append(pieces[piece]));
            try {
                assertThat(workspace.resolve(path.toString()).normalize().startsWith(root))
                        .as(path.toString())
                        .isTrue();
            } catch (ToolException refused) {
                assertThat(refused.getMessage()).isNotEmpty();
            }
        }
    }

    @Test
    void a_root_that_is_no_folder_is_the_callers_mistake() {
        assertThatThrownBy(() -> new Workspace(outside.resolve("none")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none");
        assertThatThrownBy(() -> new Workspace(outside.resolve("secret.txt")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("secret.txt");
    }
}
