package dev.qwen4j.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qwen4j.model.Precision;
import dev.qwen4j.model.QwenOptions;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.decode.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a long prompt takes in memory, by what Linux says of this process. */
@Timeout(120)
class LongPromptTest {
    private static final Path QWEN2 = Path.of("src/test/resources/golden/qwen2");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR = Path.of("/proc/self/clear_refs");
    private static final long MEGABYTE = 1 << 20;

    /** The windowed one has a mask in each of its products. */
    @ParameterizedTest
    @ValueSource(ints = {0, 300})
    void memory_beyond_keys_and_values_does_not_grow_with_the_prompt(int window) throws IOException {
        assumeTrue(Files.isWritable(CLEAR), "needs Linux: " + CLEAR + " cannot be written");
        QwenOptions options =
                QwenOptions.DEFAULT.withPrecision(Precision.FP32).withWindows(List.of(window, window, window));
        int length = 9_000;
        int chunk = 512;
        int[] tokens = new Random(1).ints(length, 0, 400).toArray();
        try (Checkpoint checkpoint = Checkpoint.open(QWEN2);
                Transformer transformer = Transformer.load(checkpoint, options);
                KvCache cache = transformer.begin(length)) {
            transformer.append(Step.of(cache, Arrays.copyOf(tokens, chunk)));
            long before = status("VmRSS");
            Files.writeString(CLEAR, "5"); // from now on the peak is the peak from now on

            for (int from = chunk; from < length; from += chunk) {
                transformer.append(Step.of(cache, Arrays.copyOfRange(tokens, from, Math.min(from + chunk, length))));
            }

            // The scores of all heads of the last chunk would be 6 * 512 * 9,000 floats, 110 MB.
            long keysAndValues = length * MemoryNeed.of(checkpoint).cacheBytesPerToken();
            assertThat(status("VmHWM") - before).isLessThan(keysAndValues + 48 * MEGABYTE);
        }
    }

    private static long status(String key) throws IOException {
        return Pattern.compile(key + ":\\s+(\\d+) kB")
                .matcher(Files.readString(STATUS))
                .results()
                .mapToLong(line -> Long.parseLong(line.group(1)) * 1024)
                .findFirst()
                .orElseThrow();
    }
}
