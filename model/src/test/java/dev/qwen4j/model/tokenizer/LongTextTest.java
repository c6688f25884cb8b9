package dev.qwen4j.model.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long text that the pattern does not split, or hardly. */
class LongTextTest {
    private static final QwenTokenizer TOKENIZER =
            QwenTokenizer.load(Path.of("src/main/resources/dev/qwen4j/model/embedded"));
    private static final int SMALL_BYTES = 1 << 14;
    private static final int GROWTH = 16;

    /** Work that grew with the square of the length would take 256 times as much. */
    private static final int ALLOWED_GROWTH = 100;

    @ParameterizedTest
    @ValueSource(strings = {"a", " ", " \n", "\uD83D\uDE00", "\u0301\u0323"})
    void the_work_grows_with_the_length_and_not_with_its_square(String unit) {
        Assumptions.assumeTrue(
                ManagementFactory.getThreadMXBean().isCurrentThreadCpuTimeSupported(),
                "this JVM does not measure the processor time of a thread");
        String small = unit.repeat(SMALL_BYTES / unit.getBytes(UTF_8).length);
        String large = small.repeat(GROWTH);

        long onSmall = leastCpuNanos(small);
        long onLarge = leastCpuNanos(large);

        assertThat((double) onLarge / onSmall).isLessThan(ALLOWED_GROWTH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", " ", "\uD83D\uDE00"})
    void a_megabyte_survives(String unit) {
        String text = unit.repeat((1 << 20) / unit.getBytes(UTF_8).length);

        assertThat(TOKENIZER.decode(TOKENIZER.encode(text))).isEqualTo(text);
    }

    @Test
    void a_megabyte_of_marks_in_the_wrong_order_is_put_in_order() {
        int each = (1 << 20) / 4;

        assertThat(TOKENIZER.decode(TOKENIZER.encode("\u0301\u0323".repeat(each))))
                .isEqualTo("\u0323".repeat(each) + "\u0301".repeat(each));
    }

    /** Of this thread alone, so that neither other programs nor the garbage collector count. */
    private static long leastCpuNanos(String text) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            TOKENIZER.encode(text);
            least = Math.min(least, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start);
        }
        return Math.max(least, 1);
    }
}
