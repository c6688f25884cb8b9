package dev.qwen4j.interpreter.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionFileSystemTest {
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ);
    private static final Set<OpenOption> WRITE =
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    private static final Set<OpenOption> APPEND = Set.of(StandardOpenOption.APPEND, StandardOpenOption.CREATE);

    @TempDir
    Path temp;

    private Path root;
    private SessionFileSystem files;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(temp.resolve("session")).toRealPath();
        Files.writeString(temp.resolve("secret"), "secret");
        files = new SessionFileSystem(root, new Quota(1000, 5));
    }

    @Test
    void a_file_is_written_and_read_in_the_folder() throws IOException {
        write("note.txt", WRITE, 10);

        assertThat(root.resolve("note.txt")).hasSize(10);
        try (SeekableByteChannel channel = files.newByteChannel(Path.of("note.txt"), READ)) {
            assertThat(channel.size()).isEqualTo(10);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/etc/passwd", "../secret", "a/../../secret", "..", "/", "/proc/self/environ", "//etc/passwd"})
    void nothing_outside_exists_for_a_reader_and_all_is_denied_to_a_writer(String name) {
        Path path = Path.of(name);

        assertThatThrownBy(() -> files.newByteChannel(path, READ)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> files.readAttributes(path, "size")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> files.newDirectoryStream(path, entry -> true)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> files.checkAccess(path, Set.of(AccessMode.READ)))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> files.toRealPath(path)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> files.newByteChannel(path, WRITE)).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> files.newByteChannel(path, APPEND)).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> files.delete(path)).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> files.createDirectory(path)).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> files.setAttribute(path, "lastModifiedTime", null))
                .isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> files.setCurrentWorkingDirectory(path)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_neighbour_whose_name_begins_alike_is_outside() throws IOException {
        Files.writeString(Files.createDirectory(temp.resolve("session2")).resolve("x"), "x");

        assertThatThrownBy(() -> files.newByteChannel(Path.of("../session2/x"), READ))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void links_that_are_already_there_are_not_followed() throws IOException {
        Files.createSymbolicLink(root.resolve("file"), temp.resolve("secret"));
        Files.createSymbolicLink(root.resolve("folder"), temp);
        Files.createSymbolicLink(root.resolve("dangling"), temp.resolve("new"));

        for (String name : new String[] {"file", "folder", "folder/secret", "folder/../secret", "dangling"}) {
            assertThatThrownBy(() -> files.newByteChannel(Path.of(name), READ))
                    .as(name)
                    .isInstanceOf(NoSuchFileException.class);
        }
        assertThatThrownBy(() -> files.newByteChannel(Path.of("dangling"), WRITE))
                .isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> files.newByteChannel(Path.of("file"), APPEND))
                .isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> files.delete(Path.of("folder/secret"))).isInstanceOf(AccessDeniedException.class);
        assertThat(temp.resolve("new")).doesNotExist();
        assertThat(temp.resolve("secret")).hasContent("secret");
    }

    @Test
    void links_cannot_be_made() {
        assertThatThrownBy(() -> files.createSymbolicLink(Path.of("a"), temp))
                .isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> files.createLink(Path.of("a"), temp.resolve("secret")))
                .isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void nothing_is_moved_in_or_out() throws IOException {
        write("mine", WRITE, 1);

        assertThatThrownBy(() -> files.move(Path.of("../secret"), Path.of("stolen")))
                .isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> files.move(Path.of("mine"), Path.of("../mine")))
                .isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> files.move(root, temp.resolve("elsewhere"))).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> files.delete(root)).isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void owner_and_mode_bits_beyond_permissions_cannot_be_set() throws IOException {
        write("mine", WRITE, 1);

        assertThatThrownBy(() -> files.setAttribute(Path.of("mine"), "unix:mode", 04777))
                .isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> files.setAttribute(Path.of("mine"), "unix:uid", 0))
                .isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void writing_beyond_the_quota_fails_and_leaves_the_rest_usable() throws IOException {
        write("a", WRITE, 600);

        assertThatIOException().isThrownBy(() -> write("b", WRITE, 500)).withMessageContaining("quota");

        write("b", WRITE, 400);
    }

    @Test
    void a_hole_counts_as_if_it_were_full() throws IOException {
        try (SeekableByteChannel channel = files.newByteChannel(Path.of("sparse"), WRITE)) {
            channel.position(1_000_000_000_000L);

            assertThatIOException().isThrownBy(() -> channel.write(ByteBuffer.allocate(1)));
        }
    }

    @Test
    void overwriting_costs_nothing_and_shrinking_gives_back() throws IOException {
        for (int i = 0; i < 5; i++) {
            write("a", WRITE, 900);
        }
        try (SeekableByteChannel channel = files.newByteChannel(Path.of("a"), Set.of(StandardOpenOption.WRITE))) {
            channel.truncate(100);
        }

        write("b", WRITE, 900);
    }

    @Test
    void appending_counts_from_the_end() throws IOException {
        write("a", APPEND, 500);
        write("a", APPEND, 500);

        assertThatIOException().isThrownBy(() -> write("a", APPEND, 1));
    }

    @Test
    void deleting_gives_bytes_and_names_back() throws IOException {
        for (int i = 0; i < 20; i++) {
            write("a", WRITE, 900);
            files.delete(Path.of("a"));
        }
    }

    @Test
    void a_file_deleted_while_it_is_open_still_takes_space() throws IOException {
        try (SeekableByteChannel open = files.newByteChannel(Path.of("a"), WRITE)) {
            open.write(ByteBuffer.allocate(900));
            files.move(Path.of("a"), Path.of("b"));
            files.delete(Path.of("b"));

            assertThatIOException().isThrownBy(() -> write("c", WRITE, 900));
        }
    }

    @Test
    void a_replaced_file_gives_its_space_back() throws IOException {
        write("a", WRITE, 500);
        write("b", WRITE, 500);

        files.move(Path.of("a"), Path.of("b"), StandardCopyOption.REPLACE_EXISTING);

        write("c", WRITE, 500);
    }

    @Test
    void files_and_folders_are_counted() throws IOException {
        for (int i = 0; i < 3; i++) {
            write("file" + i, WRITE, 0);
            write("file" + i, WRITE, 0);
        }
        files.createDirectory(Path.of("folder1"));
        files.createDirectory(Path.of("folder2"));

        assertThatIOException().isThrownBy(() -> write("sixth", WRITE, 0)).withMessageContaining("quota");
        assertThatIOException().isThrownBy(() -> files.createDirectory(Path.of("sixth")));
        assertThat(root.resolve("sixth")).doesNotExist();
    }

    @Test
    void the_working_directory_moves_inside_the_folder() throws IOException {
        files.createDirectory(Path.of("sub"));

        files.setCurrentWorkingDirectory(Path.of("sub"));
        write("x", WRITE, 1);

        assertThat(root.resolve("sub/x")).exists();
        assertThat(files.getTempDirectory()).isEqualTo(root);
    }

    private void write(String name, Set<OpenOption> options, int bytes) throws IOException {
        try (SeekableByteChannel channel = files.newByteChannel(Path.of(name), options)) {
            channel.write(ByteBuffer.allocate(bytes));
        } catch (IOException e) {
            if (Files.exists(root.resolve(name)) && Files.size(root.resolve(name)) == 0) {
                files.delete(Path.of(name));
            }
            throw e;
        }
    }
}
