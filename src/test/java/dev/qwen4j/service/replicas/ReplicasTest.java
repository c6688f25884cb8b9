package dev.qwen4j.service.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.service.store.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes of the service over one PostgreSQL database. */
@Timeout(300)
class ReplicasTest {
    @TempDir
    Path folder;

    @Test
    void runs_of_a_killed_replica_are_finished_by_the_other_one_and_can_be_followed_there() throws Exception {
        String store = TestPostgres.newDatabase();
        try (KillableService one = KillableService.start(store, folder, "2s");
                KillableService two = KillableService.start(store, folder, "2s")) {
            one.awaitReady();
            two.awaitReady();
            List<String> runs = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                runs.add(one.begin("q" + i));
            }
            List<CompletableFuture<List<String>>> followers = runs.stream()
                    .map(id -> CompletableFuture.supplyAsync(() -> follow(two, id)))
                    .toList();
            assertThat(two.run(runs.getFirst()).path("status").asText()).isEqualTo("running");
            assertThat(two.post("/v1/runs/" + runs.getFirst() + "/resume", "{}")
                            .path("error")
                            .path("message")
                            .asText())
                    .contains("is being worked on");
            while (one.run(runs.getFirst()).path("events").size() < 5) {
                Thread.sleep(5);
            }

            one.kill();

            for (int i = 0; i < runs.size(); i++) {
                List<String> heard = followers.get(i).join();
                assertThat(heard).last().asString().endsWith(" done");
                assertThat(heard.stream().map(event -> event.split(" ")[0]).filter(id -> !id.contains(".")))
                        .containsExactlyElementsOf(IntStream.rangeClosed(
                                        1, two.run(runs.get(i)).path("events").size())
                                .mapToObj(String::valueOf)
                                .toList());
                assertThat(two.run(runs.get(i)).path("status").asText()).isEqualTo("answered");
            }
            assertThat(Files.readAllLines(KillableService.calls(folder)).stream()
                            .filter(call -> call.startsWith("begin write")))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void a_run_is_cancelled_by_way_of_the_other_replica_and_handed_over_by_one_that_is_stopped() throws Exception {
        String store = TestPostgres.newDatabase();
        try (KillableService one = KillableService.start(store, folder, "2s");
                KillableService two = KillableService.start(store, folder, "2s")) {
            one.awaitReady();
            two.awaitReady();
            String cancelled = one.begin("c");
            assertThat(two.post("/v1/runs/" + cancelled + "/cancel", "{}")
                            .path("status")
                            .asText())
                    .isEqualTo("cancelled");

            String handedOver = one.begin("h");
            one.stop();

            assertThat(follow(two, handedOver)).last().asString().endsWith(" done");
            assertThat(two.run(handedOver).path("status").asText()).isEqualTo("answered");
            assertThat(two.run(handedOver).toString()).contains("\"event\":\"resumed\"");
        }
    }

    private static List<String> follow(KillableService service, String id) {
        try {
            return service.follow(id, "0");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
