package dev.qwen4j.model.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InferenceThreadTest {
    @Test
    void an_error_that_nobody_caught_is_the_end_of_it() throws Exception {
        try (InferenceThread thread = new InferenceThread()) {
            thread.execute(() -> {
                throw new LinkageError("planted");
            });

            while (!thread.hasDied()) {
                Thread.sleep(10); // until the time of the test is over
            }
        }
    }

    @Test
    void work_that_fails_its_caller_is_not() throws Exception {
        try (InferenceThread thread = new InferenceThread()) {
            assertThatThrownBy(() -> thread.call(cancelled -> {
                        throw new LinkageError("planted");
                    }))
                    .isInstanceOf(LinkageError.class);

            String next = thread.call(cancelled -> "goes on");
            assertThat(next).isEqualTo("goes on");
            assertThat(thread.hasDied()).isFalse();
        }
    }
}
