package dev.qwen4j.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RetryingTest {
    private final AtomicInteger calls = new AtomicInteger();

    /** Fails so many times before it succeeds. */
    private Tool failing(int times, boolean temporary, Risk risk) {
        return FunctionTool.builder("flaky").risk(risk).calls(arguments -> {
            if (calls.getAndIncrement() < times) {
                throw temporary ? ToolException.temporary("busy", null) : new ToolException("wrong");
            }
            return ToolOutput.of("done");
        });
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            0, 0, true,  done,        1
            2, 2, true,  done,        3
            3, 2, true,  Error: busy, 3
            1, 2, false, Error: wrong, 1
            1, 0, true,  Error: busy, 1
            """)
    void what_may_pass_is_tried_again(int failures, int retries, boolean temporary, String text, int tries)
            throws InterruptedException {
        Tool tool = Retrying.of(failing(failures, temporary, Risk.READ), retries, Duration.ofMillis(1));
        ToolRegistry tools = new ToolRegistry(List.of(tool));

        assertThat(tools.call(tools.read("flaky", "{}")).text()).isEqualTo(text);
        assertThat(calls).hasValue(tries);
    }

    @ParameterizedTest
    @EnumSource(value = Risk.class, mode = EnumSource.Mode.EXCLUDE, names = "READ")
    void only_reading_is_repeated_unless_the_caller_knows_better(Risk risk) throws InterruptedException {
        Tool tool = failing(1, true, risk);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Retrying.of(tool, 1, Duration.ZERO))
                .withMessageContaining("flaky")
                .withMessageContaining(risk.name());
        assertThat(Retrying.repeatable(tool, 1, Duration.ZERO)
                        .call(Parameters.create().schema())
                        .text())
                .isEqualTo("done");
    }

    @Test
    void an_interrupt_ends_the_pause() throws InterruptedException {
        Tool tool = Retrying.of(failing(9, true, Risk.READ), 1, Duration.ofDays(1));
        ToolRegistry tools = new ToolRegistry(List.of(tool));
        AtomicInteger interrupted = new AtomicInteger();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                tools.call(tools.read("flaky", "{}"));
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
            }
        });

        thread.interrupt();
        thread.join();

        assertThat(interrupted).hasValue(1);
    }
}
