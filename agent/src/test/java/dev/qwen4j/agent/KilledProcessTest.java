package dev.qwen4j.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.agent.journal.FileJournals;
import dev.qwen4j.agent.journal.Journals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As {@link JournalTest}, with processes that are really killed. */
@Timeout(120)
class KilledProcessTest {
    private static final int KILLS = 4;

    @TempDir
    Path folder;

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DoomedProcess.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void no_receipt_is_lost_and_no_write_repeated() throws Exception {
        Random random = new Random(7);
        Journals journals = new FileJournals(folder.resolve("journals"));
        for (int kills = 0; kills < KILLS; kills++) {
            int records = journals.read(DoomedProcess.ID).size();
            Process process = start();
            while (process.isAlive() && journals.read(DoomedProcess.ID).size() <= records + 1) {
                Thread.sleep(1);
            }
            Thread.sleep(random.nextInt(80));
            List<String> before = journals.read(DoomedProcess.ID);
            process.destroyForcibly().waitFor();
            assertThat(journals.read(DoomedProcess.ID)).startsWith(before.toArray(String[]::new));
        }

        Process last = start();

        assertThat(last.waitFor()).isZero();
        List<String> calls = Files.readAllLines(folder.resolve("calls.txt"));
        assertThat(calls.stream().filter(call -> call.startsWith("write"))).doesNotHaveDuplicates();
        List<String> records = journals.read(DoomedProcess.ID);
        assertThat(records).last().asString().contains("\"outcome\":\"answered\"");
        assertThat(count(records, "action")).isEqualTo(count(records, "observation"));
        assertThat(calls.stream().filter(call -> call.startsWith("write")).count() + count(records, "interrupted"))
                .isGreaterThanOrEqualTo(2);
    }

    private static long count(List<String> records, String what) {
        return records.stream()
                .filter(record ->
                        record.contains("\"event\":\"" + what + "\"") || record.contains("\"status\":\"" + what + "\""))
                .count();
    }
}
