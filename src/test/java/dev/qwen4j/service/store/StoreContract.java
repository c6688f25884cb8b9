package dev.qwen4j.service.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qwen4j.agent.journal.FileJournals;
import dev.qwen4j.agent.journal.JournalException;
import dev.qwen4j.agent.journal.Journals;
import dev.qwen4j.service.store.RunLeases.Resume;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a store does, whichever database it is. */
@Timeout(120)
abstract class StoreContract {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path folder;

    private String url = "";
    Store store = new Store("jdbc:sqlite:never opened");

    /** The address of an empty database. */
    abstract String newDatabase();

    @BeforeEach
    void open() {
        store.close();
        url = newDatabase();
        store = new Store(url);
    }

    @AfterEach
    void close() {
        store.close();
    }

    String url() {
        return url;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect()) {
            connection.createStatement().execute(sql);
        }
    }

    /** Not by the driver manager: there is another driver for these addresses. */
    Connection connect() throws SQLException {
        try {
            Class<?> driver = Class.forName(Dialect.of(url).driver());
            return ((Driver) driver.getConstructor().newInstance()).connect(url, new Properties());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void records_are_read_in_order_by_whoever_comes_next() {
        Journals journals = store.journals();
        journals.append("a", 1, "{\"x\":\"你好 😀\"}");
        journals.append("a", 2, "{}");
        journals.append("b", 1, "{}");

        try (Store next = new Store(url)) {
            Journals later = next.journals();
            assertThat(later.read("a")).containsExactly("{\"x\":\"你好 😀\"}", "{}");
            assertThat(later.readAfter("a", 1)).containsExactly("{}");
            assertThat(later.readAfter("a", 2)).isEmpty();
            assertThat(later.runs()).containsExactlyInAnyOrder("a", "b");
            later.append("a", 3, "{\"last\":1}");
            assertThat(journals.read("a")).hasSize(3);
            later.delete("a");
        }
        assertThat(journals.read("a")).isEmpty();
        assertThat(journals.runs()).containsExactly("b");
    }

    @Test
    void a_number_is_given_once_however_many_try() throws InterruptedException {
        AtomicInteger successes = new AtomicInteger();
        try (Store other = new Store(url)) {
            List<Thread> threads = IntStream.range(0, 40)
                    .mapToObj(i -> Thread.ofPlatform().start(() -> {
                        Journals journals = (i % 2 == 0 ? store : other).journals();
                        try {
                            journals.append("a", 1, "{\"by\":" + i + "}");
                            successes.incrementAndGet();
                        } catch (JournalException e) {
                            assertThat(e).hasMessageContaining("continued elsewhere");
                        }
                    }))
                    .toList();
            for (Thread thread : threads) {
                thread.join();
            }
        }

        assertThat(successes).hasValue(1);
        assertThat(store.journals().read("a")).hasSize(1);
    }

    @Test
    void numbers_have_no_gap() {
        Journals journals = store.journals();
        journals.append("a", 1, "{}");

        assertThatThrownBy(() -> journals.append("a", 3, "{}")).hasMessageContaining("continued elsewhere");
        assertThatThrownBy(() -> journals.append("b", 2, "{}")).hasMessageContaining("continued elsewhere");
        journals.delete("a");
        assertThatThrownBy(() -> journals.append("a", 2, "{}")).hasMessageContaining("continued elsewhere");
    }

    @Test
    void many_runs_write_at_once_and_each_keeps_its_order() throws InterruptedException {
        Journals journals = store.journals();
        List<Thread> threads = IntStream.range(0, 50)
                .mapToObj(run -> Thread.ofPlatform().start(() -> {
                    for (int number = 1; number <= 10; number++) {
                        journals.append("run-" + run, number, "{\"n\":" + number + "}");
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(journals.runs()).hasSize(50);
        assertThat(journals.runs())
                .allSatisfy(run -> assertThat(journals.read(run))
                        .containsExactlyElementsOf(IntStream.rangeClosed(1, 10)
                                .mapToObj(number -> "{\"n\":" + number + "}")
                                .toList()));
    }

    @Test
    void an_interrupted_thread_reads_and_writes_all_the_same() {
        Journals journals = store.journals();

        Thread.currentThread().interrupt();
        journals.append("a", 1, "{}");
        List<String> records = journals.read("a");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(records).containsExactly("{}");
    }

    @Test
    void an_id_that_no_run_has_is_refused() {
        assertThatThrownBy(() -> store.journals().append("a/b", 1, "{}")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.journals().read("\0")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_record_that_is_not_what_was_written_is_told() throws SQLException {
        store.journals().append("a", 1, "{\"n\":1}");
        store.journals().append("a", 2, "{\"n\":2}");
        execute("UPDATE record SET body = '{\"n\":7}' WHERE number = 1");

        assertThatThrownBy(() -> store.journals().read("a"))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("run a is damaged: record 1");

        execute("DELETE FROM record WHERE number = 1");
        assertThatThrownBy(() -> store.journals().read("a")).hasMessageContaining("damaged: record 1");
    }

    @Test
    void a_schema_of_a_later_version_is_refused_and_left_alone() throws SQLException {
        store.journals().append("a", 1, "{}");
        execute("INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum,"
                + " installed_by, installed_on, execution_time, success) SELECT 99, '99', 'later', type, 'V99__later.sql',"
                + " checksum, installed_by, installed_on, execution_time, success FROM flyway_schema_history"
                + " WHERE installed_rank = 1");

        try (Store older = new Store(url)) {
            assertThatThrownBy(older::open)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("cannot be used")
                    .hasMessageContaining("99");
        }
    }

    @Test
    void runs_of_a_folder_of_journals_are_taken_over_once() {
        Journals files = new FileJournals(folder.resolve("journals"));
        files.append("a", 1, "{\"n\":1}");
        files.append("a", 2, "{\"n\":2}");
        files.append("b", 1, "{}");

        assertThat(store.takeOver(folder.resolve("journals"))).isEqualTo(2);
        assertThat(store.takeOver(folder.resolve("journals"))).isZero();

        assertThat(store.journals().read("a")).containsExactly("{\"n\":1}", "{\"n\":2}");
        store.journals().append("a", 3, "{}");
        assertThat(store.takeOver(folder.resolve("journals"))).isZero();
    }

    @Test
    void a_run_is_leased_to_one_at_a_time() {
        RunLeases one = store.leases("one", HOUR);
        RunLeases two = store.leases("two", HOUR);

        assertThat(one.take("a", Resume.ASK)).isTrue();
        assertThat(two.take("a", Resume.ASK)).isFalse();
        assertThat(one.take("a", Resume.ASK)).isFalse();
        assertThat(two.isHeld("a")).isTrue();
        assertThat(two.held()).containsExactly("a");
        assertThat(two.left()).isEmpty();
        two.release("a");
        assertThat(two.take("a", Resume.ASK)).isFalse();

        one.release("a");
        assertThat(two.isHeld("a")).isFalse();
        assertThat(two.take("a", Resume.ASK)).isTrue();
    }

    @Test
    void a_lease_that_is_not_renewed_is_left_to_others() {
        RunLeases brief = store.leases("brief", Duration.ZERO);
        RunLeases other = store.leases("other", HOUR);

        brief.take("a", Resume.DENY);
        assertThat(other.isHeld("a")).isFalse();
        assertThat(other.left()).containsExactly(new RunLeases.Left("a", Resume.DENY));
        assertThat(other.take("a", Resume.ASK)).isTrue();
        brief.renew();
        brief.release("a");
        assertThat(other.held()).containsExactly("a");

        other.take("b", Resume.ASK);
        store.leases("other", HOUR.multipliedBy(2)).renew();
        other.handOver("b");
        assertThat(other.left()).containsExactly(new RunLeases.Left("b", Resume.ASK));
        other.forget("b");
        other.forget("a");
        assertThat(other.left()).isEmpty();
        assertThat(other.held()).containsExactly("a");
    }

    @Test
    void whoever_works_on_a_run_hears_that_it_is_to_be_cancelled() {
        RunLeases one = store.leases("one", HOUR);
        RunLeases two = store.leases("two", HOUR);
        one.take("a", Resume.NO);
        one.take("b", Resume.NO);

        assertThat(two.askToCancel("a")).isTrue();
        assertThat(two.askToCancel("none")).isFalse();

        assertThat(one.toCancel()).containsExactly("a");
        assertThat(two.toCancel()).isEmpty();
        one.release("a");
        one.take("a", Resume.NO);
        assertThat(one.toCancel()).isEmpty();
    }

    @Test
    void leases_of_a_process_that_has_ended_end_at_once() throws Exception {
        String alive = Replica.thisOne();
        String dead = alive.replaceFirst(" .* ", " " + Integer.MAX_VALUE + " ");
        String reused = alive.replaceFirst("[^ ]*$", "1970-01-01T00:00:00Z");
        String elsewhere = alive.replaceFirst("^[^ ]* ", "other ");
        for (String owner : List.of(alive, dead, reused, elsewhere, "unknown")) {
            store.leases(owner, HOUR).take("run" + owner.hashCode(), Resume.ASK);
        }

        store.leases(HOUR).endThoseOfTheDead();

        assertThat(store.leases(HOUR).left().stream().map(RunLeases.Left::runId))
                .containsExactlyInAnyOrder("run" + dead.hashCode(), "run" + reused.hashCode());
    }

    @Test
    void two_that_open_an_empty_store_at_once_both_can() throws InterruptedException {
        String empty = newDatabase();
        AtomicInteger opened = new AtomicInteger();
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(i -> Thread.ofPlatform().start(() -> {
                    try (Store one = new Store(empty)) {
                        one.open();
                        opened.incrementAndGet();
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(opened).hasValue(4);
    }
}
