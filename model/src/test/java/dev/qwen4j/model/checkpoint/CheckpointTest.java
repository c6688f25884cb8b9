package dev.qwen4j.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
    @TempDir
    Path folder;

    @Test
    void the_demo_checkpoint_opens_with_every_tensor_of_its_architecture() {
        try (Checkpoint demo = Checkpoint.open(Path.of("src/main/resources/dev/qwen4j/model/embedded"))) {
            assertThat(demo.config().layers()).isEqualTo(8);
            assertThat(demo.tensor("transformer.wte.weight", 3712, 256).type()).isEqualTo(ElementType.BF16);
            assertThat(demo.tensor("transformer.h.7.mlp.c_proj.weight", 256, 512)
                            .data()
                            .remaining())
                    .isEqualTo(256 * 512 * 2);
            assertThat(demo.has("transformer.h.8.ln_1.weight")).isFalse();
            assertThat(demo.endTokens()).containsExactlyInAnyOrder(3646, 3647, 3648);
            assertThat(demo.generationConfig())
                    .isEqualTo(GenerationConfig.GREEDY.withMaxNewTokens(256).withTopP(0.8));
        }
    }

    @Test
    void a_tensor_of_another_shape_is_named_with_both_shapes() throws IOException {
        SmallCheckpoint.write(folder);

        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThatThrownBy(() -> checkpoint.tensor("norm", 8))
                    .isInstanceOf(ModelException.class)
                    .hasMessage(
                            folder.resolve("model.safetensors") + ": tensor 'norm' must have the shape [8] but has [2];"
                                    + " config.json and weights do not belong together");
        }
    }

    @Test
    void a_missing_tensor_is_named() throws IOException {
        SmallCheckpoint.write(folder);

        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThatThrownBy(() -> checkpoint.tensor("lm_head.weight"))
                    .isInstanceOf(ModelException.class)
                    .hasMessage(folder + ": has no tensor 'lm_head.weight', which a QWenLMHeadModel must have;"
                            + " download the checkpoint again, all its files");
        }
    }

    @Test
    void a_closed_checkpoint_reads_nothing_more() throws IOException {
        SmallCheckpoint.write(folder);
        Checkpoint checkpoint = Checkpoint.open(folder);

        checkpoint.close();

        assertThatThrownBy(() -> checkpoint.tensor("norm"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("ClosedChannelException");
    }

    @Test
    void a_folder_that_does_not_exist_is_named() {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> Checkpoint.open(missing))
                .isInstanceOf(ModelException.class)
                .hasMessage(missing + ": there is no such folder; give the one that holds config.json");
    }

    @Test
    void a_file_in_place_of_a_folder_is_refused() throws IOException {
        Path file = Files.createFile(folder.resolve("model.bin"));

        assertThatThrownBy(() -> Checkpoint.open(file))
                .isInstanceOf(ModelException.class)
                .hasMessage(file + ": is not a folder; give the one that holds config.json");
    }

    @Test
    void an_empty_folder_is_refused() {
        assertFault("the folder is empty; give the one that holds config.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pytorch_model.bin", "pytorch_model-00001-of-00008.bin", "model.pt", "weights.pkl"})
    void a_pickle_is_refused_with_the_way_to_convert_it(String name) throws IOException {
        Files.writeString(folder.resolve("config.json"), SmallCheckpoint.CONFIG);
        Files.createFile(folder.resolve(name));

        assertFault("holds its weights as a pickle (" + name
                + "), which can run code when it is read, so it is refused; get the safetensors files of this model or"
                + " convert it where you trust it, in Python: AutoModelForCausalLM.from_pretrained(FOLDER)"
                + ".save_pretrained(NEW_FOLDER, safe_serialization=True)");
    }

    @Test
    void a_pickle_beside_safetensors_does_no_harm() throws IOException {
        SmallCheckpoint.write(folder);
        Files.createFile(folder.resolve("pytorch_model.bin"));

        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.has("norm")).isTrue();
        }
    }

    @Test
    void a_folder_without_weights_is_refused() throws IOException {
        Files.writeString(folder.resolve("config.json"), SmallCheckpoint.CONFIG);

        assertFault("has no model.safetensors and no model.safetensors.index.json;"
                + " download the checkpoint again, all its files");
    }

    @Test
    void shards_without_an_index_are_refused() throws IOException {
        Files.writeString(folder.resolve("config.json"), SmallCheckpoint.CONFIG);
        SmallCheckpoint.writeTensor(folder.resolve("model-00001-of-00002.safetensors"), "norm");

        assertFault("has no model.safetensors.index.json; download the checkpoint again, all its files");
    }

    @Test
    void tensors_are_found_in_their_shards() throws IOException {
        writeIndex("{\"weight_map\": {\"a\": \"one.safetensors\", \"b\": \"two.safetensors\"}}");
        SmallCheckpoint.writeTensor(folder.resolve("one.safetensors"), "a");
        SmallCheckpoint.writeTensor(folder.resolve("two.safetensors"), "b");

        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.tensor("a", 2).name()).isEqualTo("a");
            assertThat(checkpoint.tensor("b", 2).data().getFloat(4)).isEqualTo(-2f);
        }
    }

    @Test
    void a_missing_shard_is_named() throws IOException {
        writeIndex("{\"weight_map\": {\"a\": \"one.safetensors\", \"b\": \"two.safetensors\"}}");
        SmallCheckpoint.writeTensor(folder.resolve("one.safetensors"), "a");

        assertThatThrownBy(() -> Checkpoint.open(folder))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder.resolve("two.safetensors")
                        + ": the file is missing; download the checkpoint again, all its files");
    }

    @Test
    void a_shard_that_lacks_a_tensor_of_the_index_is_named() throws IOException {
        writeIndex("{\"weight_map\": {\"a\": \"one.safetensors\"}}");
        SmallCheckpoint.writeTensor(folder.resolve("one.safetensors"), "other");

        assertIndexFault("'weight_map' says that one.safetensors holds the tensor 'a' but it does not");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"../one.safetensors\"",
                "\"/etc/one.safetensors\"",
                "\"sub/one.safetensors\"",
                "\"..\\\\one.safetensors\"",
                "\"C:one.safetensors\"",
                "\"one.safetensors\\u0000\"",
                "\"..\"",
                "\"one.bin\"",
                "\"\"",
                "7",
                "null"
            })
    void an_index_cannot_name_a_file_outside_the_folder(String value) throws IOException {
        writeIndex("{\"weight_map\": {\"a\": " + value + "}}");

        assertThatThrownBy(() -> Checkpoint.open(folder))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(folder.resolve("model.safetensors.index.json")
                        + ": 'weight_map.a' must be the bare name of a .safetensors file but is ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"weight_map\": {}}", "{\"weight_map\": []}", "{\"weight_map\": null}"})
    void an_index_without_a_map_is_refused(String text) throws IOException {
        writeIndex(text);

        assertIndexFault("'weight_map' must map tensor names to files");
    }

    @Test
    void without_a_generation_config_the_settings_are_those_of_qwen_chat_up_to_the_end_of_the_context()
            throws IOException {
        SmallCheckpoint.write(folder);

        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.generationConfig())
                    .isEqualTo(new GenerationConfig(64, true, 1.0, 0, 0.8, 1.0, 1234, List.of(), null, null, null));
            assertThat(checkpoint.endTokens()).isEmpty();
        }
    }

    @Test
    void replies_may_fill_the_context_where_the_generation_config_names_no_length() throws IOException {
        SmallCheckpoint.write(folder);
        writeGeneration("{\"do_sample\": true}");

        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.generationConfig().maxNewTokens())
                    .isEqualTo(checkpoint.config().contextLength());
        }
    }

    @Test
    void a_generation_config_is_read_key_by_key() throws IOException {
        SmallCheckpoint.write(folder);
        writeGeneration("""
                {"max_new_tokens": 99, "do_sample": true, "temperature": 0.7, "top_k": 20, "top_p": 0.9,
                 "repetition_penalty": 1.05, "eos_token_id": [258, 256], "stop_words_ids": [[257], [1, 2]]}
                """);

        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.generationConfig())
                    .isEqualTo(new GenerationConfig(99, true, 0.7, 20, 0.9, 1.05, 1234, List.of(), null, null, null));
            assertThat(checkpoint.endTokens()).containsExactlyInAnyOrder(256, 257, 258);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"temperature\": 0} | 'temperature' must be a positive number but is 0",
                "{\"top_p\": 1.5} | topP must be above 0 and at most 1 but is 1.5",
                "{\"top_k\": -1} | 'top_k' must be a positive integer but is -1",
                "{\"max_new_tokens\": \"many\"} | 'max_new_tokens' must be a positive integer but is \"many\"",
                "{\"eos_token_id\": 300} | 'eos_token_id' must hold token ids from 0 to 299 but is 300",
                "{\"eos_token_id\": [-1]} | 'eos_token_id' must hold token ids from 0 to 299 but is -1",
                "{\"temperature\": 1e999} | 'temperature' must be a positive number but is \"Infinity\"",
                "{\"temperature\": -1} | 'temperature' must be a positive number but is -1",
                "{\"repetition_penalty\": 0} | 'repetition_penalty' must be a positive number but is 0",
                "{\"do_sample\": \"yes\"} | 'do_sample' must be true or false but is \"yes\"",
                "{\"max_new_tokens\": 0} | 'max_new_tokens' must be a positive integer but is 0",
                "{\"max_new_tokens\": 99999999999} | 'max_new_tokens' must be a positive integer but is 99999999999",
                "{\"eos_token_id\": \"</s>\"} | 'eos_token_id' must hold token ids from 0 to 299 but is" + " \"</s>\"",
                "[] | must hold one JSON object",
                "{\"stop_words_ids\": [[1.5]]} | 'stop_words_ids' must hold token ids from 0 to 299 but is 1.5",
            })
    void a_generation_config_with_a_fault_is_refused_by_file_and_key(String text, String message) throws IOException {
        SmallCheckpoint.write(folder);
        writeGeneration(text);

        assertThatThrownBy(() -> Checkpoint.open(folder))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder.resolve("generation_config.json") + ": " + message);
    }

    @Test
    void a_generation_config_that_is_no_json_is_refused_with_the_offset() throws IOException {
        SmallCheckpoint.write(folder);
        writeGeneration("{\"temperature\": NaN}");

        assertThatThrownBy(() -> Checkpoint.open(folder))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(folder.resolve("generation_config.json") + ": not valid JSON at byte ");
    }

    @Test
    void an_index_that_breaks_off_is_refused_with_the_offset() throws IOException {
        writeIndex("{\"weight_map\": {\"a\": \"one.safe");

        assertThatThrownBy(() -> Checkpoint.open(folder))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(folder.resolve("model.safetensors.index.json") + ": not valid JSON at byte ");
    }

    @Test
    void an_index_that_names_a_tensor_twice_is_refused() throws IOException {
        writeIndex("{\"weight_map\": {\"a\": \"one.safetensors\", \"a\": \"two.safetensors\"}}");

        assertThatThrownBy(() -> Checkpoint.open(folder))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(folder.resolve("model.safetensors.index.json") + ": ")
                .hasMessageContaining("Duplicate field 'a'");
    }

    private void writeGeneration(String text) throws IOException {
        Files.writeString(folder.resolve("generation_config.json"), text);
    }

    private void writeIndex(String text) throws IOException {
        Files.writeString(folder.resolve("config.json"), SmallCheckpoint.CONFIG);
        Files.writeString(folder.resolve("model.safetensors.index.json"), text);
    }

    private void assertFault(String message) {
        assertThatThrownBy(() -> Checkpoint.open(folder))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder + ": " + message);
    }

    private void assertIndexFault(String message) {
        assertThatThrownBy(() -> Checkpoint.open(folder))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder.resolve("model.safetensors.index.json") + ": " + message);
    }
}
