package dev.qwen4j.agent.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileJournalsTest {
    @TempDir
    Path folder;

    @Test
    void records_are_read_in_order_by_whoever_comes_next() {
        Journals journals = new FileJournals(folder.resolve("new"));
        journals.append("a", 1, "{\"x\":\"你好\"}");
        journals.append("a", 2, "{}");
        journals.append("b", 1, "{}");

        Journals later = new FileJournals(folder.resolve("new"));

        assertThat(later.read("a")).containsExactly("{\"x\":\"你好\"}", "{}");
        assertThat(later.runs()).containsExactlyInAnyOrder("a", "b");
        later.append("a", 3, "{\"last\":1}");
        assertThat(journals.read("a")).hasSize(3);
        later.delete("a");
        assertThat(journals.read("a")).isEmpty();
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_torn_tail_loses_the_last_record_only(long seed) throws IOException {
        Random random = new Random(seed);
        Journals journals = new FileJournals(folder);
        List<Long> ends = new ArrayList<>(List.of(0L));
        Path file = folder.resolve("a.journal");
        for (int i = 1; i <= 5; i++) {
            journals.append("a", i, "{\"n\":" + i + ",\"t\":\"" + "x".repeat(random.nextInt(50)) + "\"}");
            ends.add(Files.size(file));
        }
        int cut = random.nextInt((int) Files.size(file) + 1);
        byte[] torn = Arrays.copyOf(Arrays.copyOf(Files.readAllBytes(file), cut), cut + random.nextInt(3));
        Files.write(file, torn);

        int whole = (int) ends.stream().filter(end -> end <= cut).count() - 1;
        assertThat(journals.read("a")).hasSize(whole);
        journals.append("a", whole + 1, "{\"again\":true}");
        assertThat(journals.read("a")).hasSize(whole + 1).last().isEqualTo("{\"again\":true}");
    }

    @Test
    void damage_in_the_middle_is_told() throws IOException {
        Journals journals = new FileJournals(folder);
        journals.append("a", 1, "{\"n\":1}");
        journals.append("a", 2, "{\"n\":2}");
        Path file = folder.resolve("a.journal");
        Files.writeString(file, Files.readString(file, UTF_8).replaceFirst("1}", "7}"), UTF_8);

        assertThatThrownBy(() -> journals.read("a"))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("line 1");
        assertThatThrownBy(() -> journals.append("a", 3, "{}")).isInstanceOf(JournalException.class);
    }

    @Test
    void a_number_is_given_once_however_many_try() throws InterruptedException {
        AtomicInteger successes = new AtomicInteger();
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    try {
                        new FileJournals(folder).append("a", 1, "{\"by\":" + i + "}");
                        successes.incrementAndGet();
                    } catch (JournalException e) {
                        assertThat(e).hasMessageContaining("continued elsewhere");
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(successes).hasValue(1);
        assertThat(new FileJournals(folder).read("a")).hasSize(1);
        assertThatThrownBy(() -> new InMemoryJournals().append("a", 2, "{}")).isInstanceOf(JournalException.class);
    }

    @Test
    void an_interrupted_thread_writes_all_the_same() {
        Journals journals = new FileJournals(folder);

        Thread.currentThread().interrupt();
        journals.append("a", 1, "{}");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(journals.read("a")).containsExactly("{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "a/b", "a.journal", "ü"})
    void an_id_that_could_be_another_file_is_refused(String id) {
        assertThatThrownBy(() -> new FileJournals(folder).append(id, 1, "{}"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FileJournals(folder).read(id)).isInstanceOf(IllegalArgumentException.class);
    }
}
