package dev.qwen4j.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);

    @Test
    void bar_is_as_long_as_the_part_that_is_done() {
        assertThat(ProgressBar.bar(0, 8)).isEqualTo("[                        ] 0 %");
        assertThat(ProgressBar.bar(2, 8)).isEqualTo("[######                  ] 25 %");
        assertThat(ProgressBar.bar(8, 8)).isEqualTo("[########################] 100 %");
        assertThat(ProgressBar.bar(0, 0)).endsWith("] 100 %");
    }

    @Test
    void long_work_shows_a_bar_that_is_gone_afterwards() throws InterruptedException {
        try (ProgressBar bar = new ProgressBar(out, true)) {
            bar.show("Loading 1 of 4 layers", 1, 4);
            assertThat(written.size()).isZero();

            Thread.sleep(350);
            bar.show("Loading 2 of 4 layers", 2, 4);
            bar.show("Loading 3 of 4 layers", 3, 4);
        }

        assertThat(written.toString(StandardCharsets.UTF_8))
                .isEqualTo("\rLoading 2 of 4 layers [############            ] 50 %\033[K\r\033[K");
    }

    @Test
    void nobody_watches_no_bar() throws InterruptedException {
        try (ProgressBar bar = new ProgressBar(out, false)) {
            Thread.sleep(350);
            bar.show("Window 1 of 2", 1, 2);
        }

        assertThat(written.size()).isZero();
    }
}
