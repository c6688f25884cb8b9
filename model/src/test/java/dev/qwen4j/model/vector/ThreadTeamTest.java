package dev.qwen4j.model.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ThreadTeamTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void every_item_is_done_once(int size) {
        try (ThreadTeam team = new ThreadTeam(size)) {
            for (int round = 0; round < 2000; round++) {
                int items = round % 97;
                AtomicIntegerArray times = new AtomicIntegerArray(items + 1);

                team.run(items, 1 + round % 3, (begin, end, worker) -> {
                    for (int i = begin; i < end; i++) {
                        times.incrementAndGet(i);
                    }
                });

                for (int i = 0; i < items; i++) {
                    assertThat(times.get(i)).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void failure_in_any_thread_reaches_the_caller_and_the_team_goes_on() {
        try (ThreadTeam team = new ThreadTeam(3)) {
            assertThatThrownBy(() -> team.run(100, 1, (begin, end, worker) -> {
                        if (begin >= 50) {
                            throw new IllegalArgumentException("item " + begin);
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .cause()
                    .hasMessageStartingWith("item ");

            AtomicIntegerArray times = new AtomicIntegerArray(100);
            team.run(100, 1, (begin, end, worker) -> {
                for (int i = begin; i < end; i++) {
                    times.incrementAndGet(i);
                }
            });
            assertThat(times.toString()).doesNotContain("0").doesNotContain("2");
        }
    }

    @Test
    void no_thread_outlives_its_team() {
        new ThreadTeam(4).close();

        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("qwen4j-decode-") && thread.isAlive());
    }
}
