package dev.qwen4j.model.checkpoint;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.ModelException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class QwenConfigTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The published Qwen2.5-7B-Instruct in its essentials. */
    private static final String QWEN2 = """
            {"architectures": ["Qwen2ForCausalLM"], "hidden_act": "silu", "hidden_size": 3584,
             "intermediate_size": 18944, "max_position_embeddings": 32768, "num_attention_heads": 28,
             "num_hidden_layers": 28, "num_key_value_heads": 4, "rms_norm_eps": 1e-06, "rope_theta": 1000000.0,
             "sliding_window": 131072, "tie_word_embeddings": false, "use_sliding_window": false,
             "vocab_size": 152064}
            """;

    private static final String TWO_LAYERS = with(QWEN2, "num_hidden_layers", "2");

    private static final String YARN =
            "{\"rope_type\": \"yarn\", \"factor\": 4.0, \"original_max_position_embeddings\": 32768}";

    @TempDir
    Path folder;

    @Test
    void qwen1_halves_its_mlp_size_and_has_as_many_key_value_heads_as_heads() throws IOException {
        QwenConfig config = read(SmallCheckpoint.CONFIG);

        assertThat(config)
                .isEqualTo(new QwenConfig(
                        Architecture.QWEN,
                        8,
                        1,
                        2,
                        2,
                        4,
                        16,
                        300,
                        1e-6,
                        10000,
                        null,
                        16,
                        64,
                        true,
                        true,
                        List.of(0),
                        false,
                        false,
                        true));
    }

    @Test
    void the_spelling_of_the_first_release_is_understood() throws IOException {
        QwenConfig config = read("""
                {"architectures": ["QWenLMHeadModel"], "n_embd": 4096, "n_layer": 32, "n_head": 32,
                 "ffn_hidden_size": 22016, "n_positions": 6144, "padded_vocab_size": 151936, "vocab_size": 151851,
                 "seq_length": 2048, "activation": "swiglu", "params_dtype": "torch.bfloat16", "kv_channels": 128,
                 "use_dynamic_ntk": false, "use_logn_attn": false, "pos_emb": "rotary"}
                """);

        assertThat(config)
                .isEqualTo(new QwenConfig(
                        Architecture.QWEN,
                        4096,
                        32,
                        32,
                        32,
                        128,
                        11008,
                        151936,
                        1e-6,
                        10000,
                        null,
                        2048,
                        6144,
                        false,
                        false,
                        Collections.nCopies(32, 0),
                        false,
                        false,
                        true));
    }

    @Test
    void qwen2_has_grouped_heads_and_biases() throws IOException {
        QwenConfig config = read(QWEN2);

        assertThat(config)
                .isEqualTo(new QwenConfig(
                        Architecture.QWEN2,
                        3584,
                        28,
                        28,
                        4,
                        128,
                        18944,
                        152064,
                        1e-6,
                        1e6,
                        null,
                        32768,
                        32768,
                        false,
                        false,
                        Collections.nCopies(28, 0),
                        false,
                        false,
                        true));
    }

    @Test
    void qwen3_has_norms_on_query_and_key_and_a_head_dim_of_its_own() {
        QwenConfig config = QwenConfig.read(Path.of("src/test/resources/golden/qwen3"));

        assertThat(config)
                .isEqualTo(new QwenConfig(
                        Architecture.QWEN3,
                        64,
                        2,
                        4,
                        2,
                        32,
                        160,
                        512,
                        1e-6,
                        1e6,
                        null,
                        512,
                        512,
                        false,
                        false,
                        List.of(0, 0),
                        false,
                        true,
                        false));
    }

    @Test
    void the_context_of_qwen1_is_at_least_its_training_length() throws IOException {
        QwenConfig config = read(with(SmallCheckpoint.CONFIG, "max_position_embeddings", "8"));

        assertThat(config.contextLength()).isEqualTo(16);
    }

    @Test
    void a_rope_base_may_be_nested_under_rope_parameters() throws IOException {
        String text = with(
                with(QWEN2, "rope_theta", "null"), "rope_parameters", "{\"rope_type\":\"default\",\"rope_theta\":5e6}");

        assertThat(read(text).ropeBase()).isEqualTo(5e6);
    }

    @ParameterizedTest
    @CsvSource({"rope_scaling, rope_type", "rope_scaling, type", "rope_parameters, rope_type"})
    void yarn_lengthens_the_context(String key, String typeKey) throws IOException {
        QwenConfig config = read(with(QWEN2, key, YARN.replace("rope_type", typeKey)));

        Yarn yarn = requireNonNull(config.yarn());
        assertThat(yarn.factor()).isEqualTo(4);
        assertThat(yarn.originalLength()).isEqualTo(32768);
        assertThat(yarn.attentionFactor()).isCloseTo(1.1386294361, within(1e-10));
        assertThat(yarn.betaFast()).isEqualTo(32);
        assertThat(yarn.betaSlow()).isEqualTo(1);
        assertThat(config.contextLength()).isEqualTo(131072);
        assertThat(config.ropeBase()).isEqualTo(1e6);
    }

    @Test
    void what_yarn_derives_may_be_given() throws IOException {
        String yarn = with(with(with(YARN, "attention_factor", "1.5"), "beta_fast", "16"), "beta_slow", "2");

        QwenConfig config = read(with(with(QWEN2, "rope_scaling", yarn), "max_position_embeddings", "200000"));

        assertThat(config.yarn()).isEqualTo(new Yarn(4, 32768, 1.5, 16, 2));
        assertThat(config.contextLength()).isEqualTo(200000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "factor | null | 'rope_scaling.factor' is missing",
                "factor | 0.5 | 'rope_scaling.factor' must be from 1 to 2147483647 / 32768 but is 0.5",
                "factor | 1e9 | 'rope_scaling.factor' must be from 1 to 2147483647 / 32768 but is 1.0E9",
                "original_max_position_embeddings | null |"
                        + " 'rope_scaling.original_max_position_embeddings' is missing",
                "beta_fast | 0.5 | 'rope_scaling.beta_fast' must be at least beta_slow 1.0 but is 0.5",
                "mscale | 1.0 | 'rope_scaling.mscale' must be absent but is 1.0",
                "truncate | false | 'rope_scaling.truncate' must be true or absent but is false",
            })
    void yarn_with_a_fault_is_refused_by_key(String key, String value, String message) {
        assertFault(with(QWEN2, "rope_scaling", with(YARN, key, value)), message);
    }

    @Test
    void layers_from_max_window_layers_on_have_the_window() throws IOException {
        String text = with(with(QWEN2, "num_hidden_layers", "5"), "use_sliding_window", "true");

        assertThat(read(with(text, "max_window_layers", "3")).windows()).containsExactly(0, 0, 0, 131072, 131072);
        assertThat(read(with(text, "max_window_layers", "0")).windows())
                .containsExactly(131072, 131072, 131072, 131072, 131072);
        assertThat(read(with(text, "max_window_layers", "5")).windows()).containsExactly(0, 0, 0, 0, 0);
        assertThat(read(text).windows()).containsExactly(0, 0, 0, 0, 0);
        assertThat(read(with(text, "num_hidden_layers", "30")).windows().subList(27, 30))
                .containsExactly(0, 131072, 131072);
    }

    @Test
    void the_types_of_the_layers_go_before_max_window_layers() throws IOException {
        String text = with(with(TWO_LAYERS, "use_sliding_window", "true"), "max_window_layers", "1");

        assertThat(read(with(text, "layer_types", "[\"sliding_attention\", \"full_attention\"]"))
                        .windows())
                .containsExactly(131072, 0);
        assertThat(read(with(text, "layer_types", "[\"full_attention\", \"full_attention\"]"))
                        .windows())
                .containsExactly(0, 0);
    }

    @Test
    void windows_chosen_by_hand_are_one_for_each_layer() throws IOException {
        QwenConfig config = read(TWO_LAYERS);

        assertThat(config.withWindows(List.of(64, 0)).windows()).containsExactly(64, 0);
        assertThatThrownBy(() -> config.withWindows(List.of(64)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("windows must be one for each of the 2 layers but is [64]");
        assertThatThrownBy(() -> config.withWindows(List.of(64, -1))).hasMessageContaining("must not be negative");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "layer_types | [\"full_attention\"] | 'layer_types' must name the type of each of the 2 layers but is"
                        + " [\"full_attention\"]",
                "layer_types | [\"full_attention\", \"linear_attention\"] | 'layer_types' must hold full_attention and"
                        + " sliding_attention only but is \"linear_attention\"",
                "layer_types | [\"full_attention\", \"sliding_attention\"] | 'use_sliding_window' must be true where"
                        + " 'layer_types' names sliding_attention but is false",
                "use_sliding_window | 1 | 'use_sliding_window' must be true or false but is 1",
            })
    void a_window_with_a_fault_is_refused_by_key(String key, String value, String message) {
        assertFault(with(TWO_LAYERS, key, value), message);
    }

    @Test
    void a_window_without_a_size_is_refused() {
        String text = with(with(TWO_LAYERS, "use_sliding_window", "true"), "max_window_layers", "0");

        assertFault(with(text, "sliding_window", "null"), "'sliding_window' is missing");
        assertFault(with(text, "sliding_window", "0"), "'sliding_window' must be a positive integer but is 0");
        assertFault(with(text, "max_window_layers", "-1"), "'max_window_layers' must be a positive integer but is -1");
    }

    @Test
    void without_architectures_the_model_type_counts() throws IOException {
        String text = with(with(QWEN2, "architectures", "null"), "model_type", "\"qwen2\"");

        assertThat(read(text).architecture()).isEqualTo(Architecture.QWEN2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "rope_scaling | {\"rope_type\": \"default\"}",
                "rope_parameters | {\"rope_theta\": 10000}",
                "layer_types | null",
                "sliding_window | 1",
                "max_window_layers | 0",
            })
    void what_changes_nothing_is_accepted(String key, String value) throws IOException {
        assertThat(read(with(QWEN2, key, value)).hiddenSize()).isEqualTo(3584);
    }

    @Test
    void an_unknown_architecture_is_named_with_the_known_ones() {
        assertFault(
                with(QWEN2, "architectures", "[\"LlamaForCausalLM\"]"),
                "architecture 'LlamaForCausalLM' is not supported;"
                        + " known are QWenLMHeadModel, Qwen2ForCausalLM, Qwen3ForCausalLM");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "[7]", "{}"})
    void a_file_that_names_no_architecture_is_refused(String architectures) {
        assertFault(
                with(QWEN2, "architectures", architectures),
                "names no architecture; 'architectures' must hold one of"
                        + " QWenLMHeadModel, Qwen2ForCausalLM, Qwen3ForCausalLM");
    }

    @ParameterizedTest
    @MethodSource
    void what_cannot_run_is_refused(String base, String key, String value, String message) {
        assertFault(with(base, key, value), message);
    }

    static Stream<Arguments> what_cannot_run_is_refused() {
        return Stream.of(
                arguments(
                        QWEN2,
                        "rope_scaling",
                        "{\"type\": \"dynamic\", \"factor\": 4.0}",
                        "RoPE scaling of type dynamic ('rope_scaling') is not supported, only yarn is;"
                                + " remove the key to run at the original context length"),
                arguments(
                        QWEN2,
                        "rope_parameters",
                        "{\"rope_theta\": 1e6, \"factor\": 4.0}",
                        "RoPE scaling of type unknown ('rope_parameters') is not supported, only yarn is;"
                                + " remove the key to run at the original context length"),
                arguments(
                        SmallCheckpoint.CONFIG,
                        "rope_scaling",
                        YARN,
                        "RoPE scaling of type yarn ('rope_scaling') is not supported for a QWenLMHeadModel, which has"
                                + " dynamic NTK ('use_dynamic_ntk'); remove the key"),
                arguments(QWEN2, "num_experts", "60", "mixtures of experts ('num_experts') are not supported"),
                arguments(
                        QWEN2,
                        "architectures",
                        "[\"Qwen2MoeForCausalLM\"]",
                        "architecture 'Qwen2MoeForCausalLM' is not supported (a mixture of experts);"
                                + " known are QWenLMHeadModel, Qwen2ForCausalLM, Qwen3ForCausalLM"),
                arguments(QWEN2, "hidden_act", "\"gelu\"", "'hidden_act' must be \"silu\" but is \"gelu\""),
                arguments(QWEN2, "attention_bias", "false", "only 'attention_bias': true is supported"),
                arguments(SmallCheckpoint.CONFIG, "no_bias", "false", "only 'no_bias': true is supported"),
                arguments(
                        SmallCheckpoint.CONFIG,
                        "use_sliding_window",
                        "true",
                        "only 'use_sliding_window': false is supported"),
                arguments(
                        SmallCheckpoint.CONFIG,
                        "rotary_pct",
                        "0.5",
                        "only 'rotary_pct' 1.0, RoPE over the whole head, is supported"));
    }

    @ParameterizedTest
    @MethodSource
    void a_value_that_makes_no_sense_is_refused(String base, String key, String value, String message) {
        assertFault(with(base, key, value), message);
    }

    static Stream<Arguments> a_value_that_makes_no_sense_is_refused() {
        String qwen1 = SmallCheckpoint.CONFIG;
        return Stream.of(
                arguments(qwen1, "hidden_size", "null", "'hidden_size' or 'n_embd' is missing"),
                arguments(qwen1, "seq_length", "null", "'seq_length' is missing"),
                arguments(qwen1, "hidden_size", "0", "'hidden_size' must be a positive integer but is 0"),
                arguments(qwen1, "hidden_size", "-8", "'hidden_size' must be a positive integer but is -8"),
                arguments(qwen1, "hidden_size", "8.5", "'hidden_size' must be a positive integer but is 8.5"),
                arguments(qwen1, "hidden_size", "\"8\"", "'hidden_size' must be a positive integer but is \"8\""),
                arguments(
                        qwen1, "vocab_size", "9999999999", "'vocab_size' must be a positive integer but is 9999999999"),
                arguments(qwen1, "vocab_size", "16777217", "'vocab_size' must be at most 16777216 but is 16777217"),
                arguments(
                        qwen1, "hidden_size", "2147483647", "'hidden_size' must be at most 16777216 but is 2147483647"),
                arguments(
                        qwen1,
                        "num_hidden_layers",
                        "2147483647",
                        "'num_hidden_layers' must be at most 10000 but is 2147483647"),
                arguments(
                        QWEN2,
                        "num_hidden_layers",
                        "2147483647",
                        "'num_hidden_layers' must be at most 10000 but is 2147483647"),
                arguments(
                        QWEN2,
                        "head_dim",
                        "2147483646",
                        "headDim times the 28 heads must be at most 16777216 but is 2147483646"),
                arguments(
                        QWEN2,
                        "intermediate_size",
                        "1e9",
                        "'intermediate_size' must be a positive integer but is 1.0E9"),
                arguments(
                        QWEN2, "num_hidden_layers", "[2]", "'num_hidden_layers' must be a positive integer but is [2]"),
                arguments(
                        QWEN2, "rms_norm_eps", "1e999", "'rms_norm_eps' must be a positive number but is \"Infinity\""),
                arguments(QWEN2, "rms_norm_eps", "-1e-6", "'rms_norm_eps' must be a positive number but is -1.0E-6"),
                arguments(QWEN2, "rope_theta", "0", "'rope_theta' must be a positive number but is 0"),
                arguments(QWEN2, "rope_scaling", "7", "'rope_scaling' must be an object but is 7"),
                arguments(qwen1, "kv_channels", "6", "'kv_channels' times the 2 heads must be hidden_size 8 but is 6"),
                arguments(
                        qwen1,
                        "intermediate_size",
                        "33",
                        "'intermediate_size' must be even, it is the width of two branches but is 33"),
                arguments(qwen1, "layer_norm_epsilon", "0", "'layer_norm_epsilon' must be a positive number but is 0"),
                arguments(qwen1, "use_dynamic_ntk", "1", "'use_dynamic_ntk' must be true or false but is 1"),
                arguments(QWEN2, "num_key_value_heads", "3", "keyValueHeads must divide heads 28 but is 3"),
                arguments(
                        QWEN2,
                        "num_attention_heads",
                        "27",
                        "'hidden_size' must be a multiple of the 27 heads but is 3584"),
                arguments(QWEN2, "head_dim", "127", "headDim must be even but is 127"),
                arguments(QWEN2, "rope_theta", "\"x\"", "'rope_theta' must be a positive number but is \"x\""));
    }

    @Test
    void a_missing_file_is_named() {
        assertThatThrownBy(() -> QwenConfig.read(folder))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder.resolve("config.json")
                        + ": the file is missing; download the checkpoint again, all its files");
    }

    @Test
    void a_file_that_breaks_off_is_named_with_the_offset() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"hidden_size\": 8,");

        assertThatThrownBy(() -> QwenConfig.read(folder))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(folder.resolve("config.json") + ": not valid JSON at byte ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"hidden_size\": NaN}", "{\"hidden_size\": -Infinity}", "{\"hidden_size\": 08}", "{}x", "{} {}"
            })
    void what_is_no_json_is_refused_with_the_offset(String text) throws IOException {
        Files.writeString(folder.resolve("config.json"), text);

        assertThatThrownBy(() -> QwenConfig.read(folder))
                .isInstanceOf(ModelException.class)
                .hasMessageMatching(
                        "(?s)\\Q" + folder.resolve("config.json") + ": not valid JSON at byte \\E[0-9]+: .*");
    }

    @Test
    void a_file_that_is_nested_too_deep_is_refused_with_the_offset() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"a\":" + "[".repeat(100_000));

        assertThatThrownBy(() -> QwenConfig.read(folder))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(folder.resolve("config.json") + ": not valid JSON at byte ")
                .hasMessageContaining("depth");
    }

    @Test
    void a_file_of_more_than_64_mib_is_refused_unread() throws IOException {
        try (RandomAccessFile sparse =
                new RandomAccessFile(folder.resolve("config.json").toFile(), "rw")) {
            sparse.setLength((64 << 20) + 1);
        }

        assertThatThrownBy(() -> QwenConfig.read(folder))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder.resolve("config.json")
                        + ": has 67108865 bytes but at most 67108864 are read; is it JSON?");
    }

    @Test
    void a_context_as_long_as_numbers_go_costs_nothing() throws IOException {
        assertThat(read(with(QWEN2, "max_position_embeddings", "2147483647")).contextLength())
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void a_key_that_occurs_twice_is_refused() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"hidden_size\": 8, \"hidden_size\": 9}");

        assertThatThrownBy(() -> QwenConfig.read(folder))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("Duplicate field 'hidden_size'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "null", ""})
    void a_file_that_holds_no_object_is_refused(String text) {
        assertFault(text, "must hold one JSON object");
    }

    private QwenConfig read(String text) throws IOException {
        Files.writeString(folder.resolve("config.json"), text);
        return QwenConfig.read(folder);
    }

    private void assertFault(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder.resolve("config.json") + ": " + message);
    }

    private static String with(String json, String key, String value) {
        try {
            JsonNode parsed = JSON.readTree(value);
            ObjectNode object = (ObjectNode) JSON.readTree(json);
            return object.set(key, parsed).toString();
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
