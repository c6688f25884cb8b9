package dev.qwen4j.model.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.Prompt.Segment.Control;
import dev.qwen4j.model.Prompt.Segment.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The golden folders hold one tokenizer in three forms. */
class TokenizerFormsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "qwen2, tokenizer.json tokenizer_config.json",
        "qwen2, tokenizer.json",
        "qwen2, vocab.json merges.txt tokenizer_config.json",
        "qwen3, tokenizer.json tokenizer_config.json",
        "qwen3, tokenizer.json",
        "qwen3, vocab.json merges.txt tokenizer_config.json"
    })
    void every_form_gives_the_same_ids(String name, String files) throws IOException {
        QwenTokenizer ranks = QwenTokenizer.load(GOLDEN.resolve(name));

        QwenTokenizer form = load(name, files.split(" "));

        for (long seed = 0; seed < 300; seed++) {
            String text = RandomText.of(new Random(seed));
            assertThat(form.encode(text)).as("seed " + seed).containsExactly(ranks.encode(text));
        }
        assertThat(form.size()).isEqualTo(ranks.size());
        for (int id = 0; id < ranks.size(); id++) {
            assertThat(form.bytes(id)).isEqualTo(ranks.bytes(id));
            assertThat(form.isControl(id)).isEqualTo(ranks.isControl(id));
            assertThat(form.isSpecial(id)).isEqualTo(ranks.isSpecial(id));
        }
    }

    @ParameterizedTest
    @CsvSource({"qwen2, <tool_call>", "qwen3, <tool_call>", "qwen3, <think>", "qwen3, </think>"})
    void what_belongs_to_an_answer_is_a_control_token_but_not_special(String name, String token) throws IOException {
        QwenTokenizer tokenizer = load(name, "tokenizer.json");
        int id = tokenizer.controlId(token);

        assertThat(tokenizer.isControl(id)).isTrue();
        assertThat(tokenizer.isSpecial(id)).isFalse();
        assertThat(tokenizer.decode(id)).isEqualTo(token);
        assertThat(tokenizer.isSpecial(tokenizer.controlId("<|im_end|>"))).isTrue();
        assertThat(tokenizer.isSpecial(0)).isFalse();
    }

    @Test
    void only_a_control_segment_becomes_an_added_token() throws IOException {
        QwenTokenizer tokenizer = load("qwen3", "tokenizer.json");
        int think = tokenizer.controlId("<think>");

        assertThat(tokenizer.encode("<think>")).hasSizeGreaterThan(1).doesNotContain(think);
        assertThat(tokenizer.encode(new Prompt(List.of(new Control("<think>"), new Text("<think>")))))
                .startsWith(think)
                .endsWith(tokenizer.encode("<think>"));
    }

    @Test
    void added_tokens_json_is_read_where_the_configuration_lists_none() throws IOException {
        QwenTokenizer golden = QwenTokenizer.load(GOLDEN.resolve("qwen3"));
        Map<String, Integer> added = new TreeMap<>();
        IntStream.range(0, golden.size()).filter(golden::isControl).forEach(id -> added.put(golden.decode(id), id));
        MAPPER.writeValue(folder.resolve("added_tokens.json").toFile(), added);

        QwenTokenizer tokenizer = load("qwen3", "vocab.json", "merges.txt");

        assertThat(added)
                .isNotEmpty()
                .allSatisfy((text, id) -> assertThat(tokenizer.controlId(text)).isEqualTo(id));
        assertThat(tokenizer.isSpecial(tokenizer.controlId("<|im_start|>"))).isTrue();
        assertThat(tokenizer.isSpecial(tokenizer.controlId("<think>"))).isFalse();
    }

    @Test
    void without_any_list_the_control_tokens_are_the_usual_ones() throws IOException {
        QwenTokenizer tokenizer = load("qwen2", "vocab.json", "merges.txt");

        assertThat(tokenizer.size()).isEqualTo(484 + 3);
        assertThat(tokenizer.controlId("<|im_end|>")).isEqualTo(486);
    }

    @Test
    void newer_files_write_a_merge_as_an_array() throws IOException {
        Files.copy(GOLDEN.resolve("qwen2/config.json"), folder.resolve("config.json"));
        ObjectNode json = (ObjectNode) read("qwen2", "tokenizer.json");
        ArrayNode arrays = MAPPER.createArrayNode();
        json.at("/model/merges").forEach(merge -> {
            String[] parts = merge.asText().split(" ");
            arrays.addArray().add(parts[0]).add(parts[1]);
        });
        ((ObjectNode) json.get("model")).set("merges", arrays);
        MAPPER.writeValue(folder.resolve("tokenizer.json").toFile(), json);

        String text = "the weather in the east";

        assertThat(QwenTokenizer.load(folder).encode(text))
                .containsExactly(QwenTokenizer.load(GOLDEN.resolve("qwen2")).encode(text));
    }

    @Test
    void of_several_forms_qwen_tiktoken_counts_and_then_tokenizer_json() throws IOException {
        Files.writeString(folder.resolve("vocab.json"), "broken");
        assertThat(load("qwen2", "tokenizer.json").size()).isEqualTo(506);

        Files.writeString(folder.resolve("tokenizer.json"), "broken");
        Files.copy(GOLDEN.resolve("qwen2/qwen.tiktoken"), folder.resolve("qwen.tiktoken"));

        assertThat(QwenTokenizer.load(folder).encode("hello")).isNotEmpty();
    }

    @Test
    void lists_that_contradict_each_other_are_refused() throws IOException {
        Files.writeString(folder.resolve("added_tokens.json"), "{\"<|other|>\": 485}");

        assertThatThrownBy(() -> load("qwen2", "tokenizer.json"))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder.resolve("added_tokens.json") + ": '<|other|>' gives the id 485 to '<|other|>', but "
                        + folder.resolve("tokenizer.json") + ": 'added_tokens[1]' gives it to '<|im_start|>'");
    }

    private QwenTokenizer load(String name, String... files) throws IOException {
        Files.copy(GOLDEN.resolve(name).resolve("config.json"), folder.resolve("config.json"));
        for (String file : files) {
            Files.copy(GOLDEN.resolve(name).resolve(file), folder.resolve(file));
        }
        return QwenTokenizer.load(folder);
    }

    private static JsonNode read(String name, String file) throws IOException {
        return MAPPER.readTree(
                Files.readString(GOLDEN.resolve(name).resolve(file)).getBytes(UTF_8));
    }
}
