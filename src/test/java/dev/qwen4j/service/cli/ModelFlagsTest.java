package dev.qwen4j.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.model.KvType;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.QwenOptions;
import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.service.Qwen4jConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a model is run: the same by flags, by what {@code serve} passes on, and by configuration. */
class ModelFlagsTest {
    private static final int DEMO_LAYERS = 8;
    private static final String[] FLAGS = {
        "--dtype",
        "int8",
        "--prefill-chunk",
        "64",
        "--windows",
        "0,128",
        "--kv-type",
        "int8",
        "--prefix-cache",
        "5",
        "--drafts",
        "2",
        "--thinking-budget",
        "9"
    };
    private static final QwenOptions MEANT = QwenOptions.DEFAULT
            .withPrecision(Precision.INT8)
            .withPrefillChunk(64)
            .withWindows(List.of(0, 128))
            .withKvType(KvType.INT8)
            .withPrefixCacheBytes(5 << 20)
            .withDraftTokens(2)
            .withThinkingBudget(9);
    private static final List<String> KEYS = List.of(
            "precision", "prefill-chunk", "windows", "kv-type", "prefix-cache-mib", "drafts", "thinking-budget");

    @Test
    void flags_say_how_ask_and_chat_run_the_model() {
        for (String command : List.of("ask", "chat")) {
            AtomicReference<QwenOptions> seen = new AtomicReference<>();

            Invocation.opening(
                    (folder, options) -> {
                        seen.set(options);
                        return new ScriptedModel("Final Answer: x");
                    },
                    command.equals("ask") ? with(FLAGS, "ask", "hello") : with(FLAGS, "chat"));

            assertThat(seen.get()).isEqualTo(MEANT);
        }
    }

    @Test
    void serve_passes_flags_on_as_configuration_that_means_the_same() throws Exception {
        Map<String, String> passed = new HashMap<>();
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Invocation serve = Invocation.of(with(FLAGS, "serve", "--port", String.valueOf(busy.getLocalPort())));

            assertThat(serve.status()).isEqualTo(ExitStatus.NETWORK);
            KEYS.forEach(key -> passed.put("qwen4j.model." + key, System.getProperty("qwen4j.model." + key)));
        } finally {
            KEYS.forEach(key -> System.clearProperty("qwen4j.model." + key));
            System.clearProperty("quarkus.http.port");
        }

        assertThat(options(passed)).isEqualTo(MEANT);
    }

    @Test
    void without_a_word_flags_and_configuration_leave_all_to_the_model() {
        assertThat(options(Map.of())).isEqualTo(QwenOptions.DEFAULT);
    }

    private static QwenOptions options(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .withMapping(Qwen4jConfig.class)
                .withValidateUnknown(false)
                .withSources(new PropertiesConfigSource(properties, "test", 500))
                .addDiscoveredConverters()
                .build()
                .getConfigMapping(Qwen4jConfig.class)
                .model()
                .options();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --prefill-chunk   | 0     | prefillChunk
            --prefix-cache    | -7    | prefixCacheBytes
            --thinking-budget | -1    | thinkingBudget
            --drafts          | 65    | draftTokens
            --dtype           | fp7   | fp7
            --kv-type         | fp7   | fp7
            --windows         | a     | --windows
            """)
    void a_value_that_makes_no_sense_is_wrong_usage(String flag, String value, String named) {
        Invocation score = Invocation.of("score", "--tokens", "10,11,12", "--json", flag, value);

        assertThat(score.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(score.error()).contains(named);
    }

    @Test
    void chunks_and_windows_that_see_all_change_nothing_and_a_small_window_does() {
        String tokens = "10,11,12,13,14,15,16,17,18,19,20";
        String[] score = {"score", "--dtype", "fp32", "--tokens", tokens, "--top", "1", "--json"};
        String usual = Invocation.of(score).out();

        assertThat(Invocation.of(with(new String[] {"--prefill-chunk", "1"}, score))
                        .out())
                .isEqualTo(usual);
        assertThat(Invocation.of(with(new String[] {"--windows", windows("0")}, score))
                        .out())
                .isEqualTo(usual);
        Invocation narrow = Invocation.of(with(new String[] {"--windows", windows("2")}, score));
        assertThat(narrow.status()).isZero();
        assertThat(narrow.out()).isNotEqualTo(usual);
    }

    /** One for each layer of the demo model. */
    private static String windows(String each) {
        return String.join(",", Collections.nCopies(DEMO_LAYERS, each));
    }

    private static String[] with(String[] flags, String... more) {
        String[] all = Arrays.copyOf(more, more.length + flags.length);
        System.arraycopy(flags, 0, all, more.length, flags.length);
        return all;
    }
}
