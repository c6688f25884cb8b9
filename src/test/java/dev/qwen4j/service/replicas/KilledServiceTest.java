package dev.qwen4j.service.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qwen4j.service.store.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service is killed at random moments, {@code QWEN4J_KILLS} times (3 if that is not set): while it starts, while the
 * model writes, inside calls of tools. Runs go on by themselves when it starts again.
 */
@Timeout(7200)
class KilledServiceTest {
    private static final int KILLS = Integer.parseInt(System.getenv().getOrDefault("QWEN4J_KILLS", "3"));
    private static final int RUNS_A_ROUND = 3;
    private static final int LONGEST_MILLIS = 900;
    private static final int STARTS_KILLED = 10;

    @TempDir
    Path folder;

    /** What was acknowledged of each run. */
    private final Map<String, List<JsonNode>> acknowledged = new LinkedHashMap<>();

    private final Set<String> ended = new HashSet<>();
    private final Random random = new Random(Long.getLong("seed", 1));

    @Test
    void nothing_acknowledged_is_lost_and_no_write_is_made_twice_with_sqlite() throws Exception {
        killAgainAndAgain("jdbc:sqlite:" + folder.resolve("store.db"));
    }

    @Test
    void nothing_acknowledged_is_lost_and_no_write_is_made_twice_with_postgresql() throws Exception {
        killAgainAndAgain(TestPostgres.newDatabase());
    }

    private void killAgainAndAgain(String store) throws Exception {
        for (int round = 1; round <= KILLS; round++) {
            try (KillableService service = KillableService.start(store, folder, "2s")) {
                if (random.nextInt(STARTS_KILLED) == 0) {
                    Thread.sleep(random.nextInt(2000));
                    continue; // killed while it starts
                }
                service.awaitReady();
                for (int i = 0; i < RUNS_A_ROUND; i++) {
                    acknowledged.put(service.begin("q" + round + "." + i), List.of());
                }
                long end = System.nanoTime() + random.nextInt(LONGEST_MILLIS) * 1_000_000L;
                do {
                    look(service);
                } while (System.nanoTime() < end);
            }
            if (round % 20 == 0) {
                System.out.println(round + " kills, " + acknowledged.size() + " runs, all there");
            }
        }
        try (KillableService service =
                KillableService.start(store, folder, "2s").awaitReady()) {
            while (ended.size() < acknowledged.size()) {
                look(service);
                Thread.sleep(50);
            }
            report(store);
        }
    }

    /** All that was acknowledged before must be there; what is there now is acknowledged by that. */
    private void look(KillableService service) throws IOException, InterruptedException {
        for (Map.Entry<String, List<JsonNode>> known : acknowledged.entrySet()) {
            if (!ended.contains(known.getKey())) {
                JsonNode run = service.run(known.getKey());
                List<JsonNode> records = new ArrayList<>();
                run.required("events").forEach(records::add);
                assertThat(records.size())
                        .isGreaterThanOrEqualTo(Math.max(1, known.getValue().size()));
                assertThat(records.subList(0, known.getValue().size())).isEqualTo(known.getValue());
                known.setValue(records);
                if (run.path("status").asText().equals("answered")) {
                    ended.add(known.getKey());
                }
            }
        }
    }

    private void report(String store) throws IOException {
        List<String> calls = Files.readAllLines(KillableService.calls(folder));
        List<String> writes =
                calls.stream().filter(call -> call.startsWith("begin write")).toList();
        long inCalls = calls.stream().filter(call -> call.startsWith("begin")).count()
                - calls.stream().filter(call -> call.startsWith("end")).count();
        assertThat(writes).doesNotHaveDuplicates();
        for (List<JsonNode> records : acknowledged.values()) {
            assertThat(records)
                    .last()
                    .matches(last -> last.path("answer").asText().equals("Done."));
            List<String> called = ids(records, "action").distinct().toList();
            assertThat(ids(records, "observation").toList()).containsExactlyElementsOf(called);
            assertThat(called).hasSize(ScriptedSource.CALLS);
        }
        System.out.printf(
                "%s: %d kills, %d runs, %d records acknowledged and found, %d writes, none twice, %d calls cut off%n",
                store.substring(0, store.indexOf(':', "jdbc:".length())),
                KILLS,
                acknowledged.size(),
                acknowledged.values().stream().mapToInt(List::size).sum(),
                writes.size(),
                inCalls);
    }

    private static Stream<String> ids(List<JsonNode> records, String event) {
        return records.stream()
                .filter(record -> record.path("event").asText().equals(event))
                .map(record -> record.path("call_id").asText());
    }
}
