package dev.qwen4j.tools.builtin;

import static dev.qwen4j.tools.builtin.Calls.call;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileToolsTest {
    @TempDir
    Path folder;

    private Workspace workspace;

    @BeforeEach
    void open() {
        workspace = new Workspace(folder);
    }

    private String read(String path) {
        return call(
                new ReadFile(workspace),
                JsonNodeFactory.instance.objectNode().put("path", path).toString());
    }

    private String write(String path, String content) {
        return call(
                new WriteFile(workspace),
                JsonNodeFactory.instance
                        .objectNode()
                        .put("path", path)
                        .put("content", content)
                        .toString());
    }

    private String list(String path) {
        return call(
                new ListFiles(workspace),
                JsonNodeFactory.instance.objectNode().put("path", path).toString());
    }

    @Test
    void what_is_written_is_read_and_listed() {
        assertThat(write("reminder.txt", "打电话 mom at 6")).isEqualTo("wrote 18 bytes to reminder.txt");
        assertThat(write("./docs/a.md", "")).isEqualTo("wrote 0 bytes to docs/a.md");
        assertThat(write("reminder.txt", "shorter")).isEqualTo("wrote 7 bytes to reminder.txt");

        assertThat(read("reminder.txt")).isEqualTo("shorter");
        assertThat(read("docs/a.md")).isEmpty();
        assertThat(list(".")).isEqualTo("docs/\nreminder.txt");
        assertThat(list("docs")).isEqualTo("a.md");
    }

    @Test
    void a_missing_file_is_told_with_its_namesake() throws IOException {
        Files.createDirectories(folder.resolve("docs"));
        Files.writeString(folder.resolve("docs/plan.md"), "x");

        assertThat(read("plan.md")).isEqualTo("Error: file not found: plan.md. Did you mean docs/plan.md?");
        assertThat(read("Plan.txt")).isEqualTo("Error: file not found: Plan.txt. Did you mean docs/plan.md?");
        assertThat(read("other.txt")).isEqualTo("Error: file not found: other.txt");
    }

    @Test
    void folders_and_files_are_not_mixed_up() throws IOException {
        Files.createDirectories(folder.resolve("docs"));
        Files.writeString(folder.resolve("a.txt"), "x");

        assertThat(read("docs")).isEqualTo("Error: 'docs' is a folder: list it with list_files");
        assertThat(list("a.txt")).isEqualTo("Error: 'a.txt' is a file: read it with read_file");
        assertThat(list("none")).isEqualTo("Error: no such folder: none; use . for the workspace itself");
        assertThat(write("docs", "x")).startsWith("Error: 'docs' is a folder");
        assertThat(write(".", "x")).startsWith("Error: ");
        assertThat(write("a.txt/b.txt", "x")).isEqualTo("Error: 'a.txt/b.txt' cannot be written");
    }

    @Test
    void hidden_files_are_not_listed_and_an_empty_folder_says_so() throws IOException {
        Files.writeString(folder.resolve(".env"), "x");

        assertThat(list("")).isEqualTo("no files");
    }

    @Test
    void only_text_of_a_sane_size_is_read_and_written() throws IOException {
        Files.write(folder.resolve("picture.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G'});
        Files.write(folder.resolve("zeros"), new byte[10]);
        Files.write(folder.resolve("huge.txt"), new byte[Workspace.MAX_FILE_BYTES + 1]);
        Files.writeString(folder.resolve("bom.txt"), "\ufeffhello");

        assertThat(read("picture.png")).isEqualTo("Error: 'picture.png' is not a text file in UTF-8");
        assertThat(read("zeros")).isEqualTo("Error: 'zeros' is not a text file");
        assertThat(read("huge.txt")).startsWith("Error: 'huge.txt' is too large");
        assertThat(read("bom.txt")).isEqualTo("hello");
        assertThat(write("big.txt", "x".repeat(Workspace.MAX_FILE_BYTES + 1)))
                .startsWith("Error: the content is too long");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret.txt", "/etc/passwd", "link", "link/secret.txt", "a\\b", "C:x"})
    void no_tool_leaves_the_workspace(String path) throws IOException {
        Path outside = Files.createTempDirectory("outside");
        Files.writeString(outside.resolve("secret.txt"), "secret");
        Files.createSymbolicLink(folder.resolve("link"), outside);

        assertThat(read(path)).startsWith("Error: ").doesNotContain(outside.toString());
        assertThat(write(path, "x")).startsWith("Error: ");
        assertThat(list(path)).startsWith("Error: ");
        assertThat(outside.resolve("secret.txt")).hasContent("secret");
    }
}
