package dev.qwen4j.service.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qwen4j.agent.journal.JournalException;
import dev.qwen4j.agent.journal.Journals;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

/** A store in a SQLite file. */
class SqliteStoreTest extends StoreContract {
    private static final int PAGE_BYTES = 4096;
    private final AtomicInteger files = new AtomicInteger();

    @Override
    String newDatabase() {
        return "jdbc:sqlite:" + folder.resolve("new").resolve(files.incrementAndGet() + ".db");
    }

    private Path file() {
        return Path.of(url().substring("jdbc:sqlite:".length()));
    }

    private static HealthCheckResponse readiness(Store store) {
        return new StoreReadiness(store).call();
    }

    @Test
    void what_is_acknowledged_is_in_a_log_that_is_synced() {
        Database database = new Database(url());

        Map<String, String> pragmas = database.read(connection -> Map.of(
                "journal", pragma(connection, "journal_mode"), "synchronous", pragma(connection, "synchronous")));

        assertThat(pragmas).containsEntry("journal", "wal").containsEntry("synchronous", "2");
        database.close();
    }

    private static String pragma(Connection connection, String name) throws SQLException {
        try (ResultSet row = connection.createStatement().executeQuery("PRAGMA " + name)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void a_full_disk_is_told_and_once_there_is_room_the_store_goes_on() throws Exception {
        store.journals().append("a", 1, "{}");
        long pages = Files.size(file()) / PAGE_BYTES + 16;
        String record = "x".repeat(PAGE_BYTES);
        // A limit of pages in place of a disk: the same code of SQLite says that there is no room.
        try (Store full = new Store(url() + "?max_page_count=" + pages)) {
            Journals journals = full.journals();
            int written = 1;
            JournalException failure = null;
            while (failure == null) {
                try {
                    journals.append("a", written + 1, record);
                    written++;
                } catch (JournalException e) {
                    failure = e;
                }
            }

            assertThat(failure).hasMessageContaining("there is no room on the disk: free some");
            assertThat(journals.read("a")).hasSize(written);
            assertThat(readiness(full).getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
            assertThat(readiness(full).getData().orElseThrow().get("message").toString())
                    .contains("no room on the disk");
            store.journals().delete("a");
            assertThat(readiness(full).getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
            journals.append("b", 1, record);
        }
        assertThat(store.journals().read("b")).containsExactly(record);
    }

    @Test
    void a_file_that_is_no_database_is_told_and_left_alone() throws IOException {
        Path file = folder.resolve("other.db");
        String text = "This is not a database. ".repeat(1000);
        Files.writeString(file, text);

        try (Store other = new Store("jdbc:sqlite:" + file)) {
            assertThatThrownBy(() -> other.journals().read("a"))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("the file is damaged: put a copy in its place");
            assertThat(readiness(other).getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);

            assertThat(file).hasContent(text);
            Files.delete(file);
            assertThatCode(() -> other.journals().append("a", 1, "{}")).doesNotThrowAnyException();
            assertThat(readiness(other).getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        }
    }

    @Test
    void damaged_pages_are_found_when_the_store_is_opened() throws IOException {
        for (int i = 1; i <= 30; i++) {
            store.journals().append("run-" + i, 1, "x".repeat(3000));
        }
        store.close();
        assertThat(Files.size(file())).isGreaterThan(10 * PAGE_BYTES);
        try (RandomAccessFile damaged = new RandomAccessFile(file().toFile(), "rw")) {
            for (long page = 2; page < damaged.length() / PAGE_BYTES; page += 2) {
                damaged.seek(page * PAGE_BYTES);
                damaged.write(new byte[PAGE_BYTES]);
            }
        }

        try (Store again = new Store(url())) {
            assertThatThrownBy(again::open)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("the file is damaged");
            assertThat(readiness(again).getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        }
    }

    @Test
    void a_file_that_another_program_holds_is_told() throws SQLException {
        store.journals().append("a", 1, "{}");
        try (Connection other = connect();
                Store patient = new Store(url() + "?busy_timeout=50")) {
            other.createStatement().execute("BEGIN EXCLUSIVE");

            assertThatThrownBy(() -> patient.journals().append("a", 2, "{}"))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("another program does not let go of the file");

            other.createStatement().execute("ROLLBACK");
            patient.journals().append("a", 2, "{}");
        }
        assertThat(store.journals().read("a")).hasSize(2);
    }

    @Test
    void an_address_of_something_else_is_refused() {
        assertThatThrownBy(() -> new Store("jdbc:mysql://me:secret@host/x?password=secret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must begin with jdbc:sqlite: or jdbc:postgresql:")
                .hasMessageNotContaining("secret");
    }

    @Test
    void a_failed_write_does_not_fail_those_beside_it() {
        Database database = new Database(url());
        try (GroupCommit writer = new GroupCommit(database)) {
            CompletableFuture<Boolean> wrong = CompletableFuture.supplyAsync(() -> writer.write(connection -> {
                throw new SQLException("at fault");
            }));
            CompletableFuture<Boolean> right = CompletableFuture.supplyAsync(() -> writer.write(connection -> true));

            assertThat(right.join()).isTrue();
            assertThatThrownBy(wrong::join).hasRootCauseMessage("at fault");
        }
        database.close();
    }
}
