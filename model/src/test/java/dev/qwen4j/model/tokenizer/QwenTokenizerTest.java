package dev.qwen4j.model.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.qwen4j.model.Message;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.Prompt.Segment;
import dev.qwen4j.model.Prompt.Segment.Control;
import dev.qwen4j.model.Prompt.Segment.Generated;
import dev.qwen4j.model.Prompt.Segment.Text;
import dev.qwen4j.model.chat.ChatMl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On the demo model's vocabulary of 3646 ranks and on the small golden ones. */
class QwenTokenizerTest {
    private static final Path DEMO_FOLDER = Path.of("src/main/resources/dev/qwen4j/model/embedded");
    private static final QwenTokenizer DEMO = QwenTokenizer.load(DEMO_FOLDER);
    private static final int FIRST_CONTROL = 3646;

    @TempDir
    Path folder;

    /** The golden file renders a prompt as one string, so its control tokens are cut out of it here. */
    @ParameterizedTest
    @MethodSource("goldenCases")
    void the_prompts_of_the_golden_file_have_its_ids(JsonNode golden) {
        List<Segment> segments = new ArrayList<>();
        Matcher piece = Pattern.compile("<\\|im_(?:start|end)\\|>|(?:(?!<\\|im_).)+", Pattern.DOTALL)
                .matcher(golden.get("prompt").asText());
        while (piece.find()) {
            segments.add(piece.group().startsWith("<|im_") ? new Control(piece.group()) : new Text(piece.group()));
        }

        assertThat(DEMO.encode(new Prompt(segments))).containsExactly(ints(golden.get("prompt_ids")));
    }

    @ParameterizedTest
    @MethodSource("goldenCases")
    void the_answers_of_the_golden_file_have_its_text(JsonNode golden) {
        int[] answer = StreamSupport.stream(golden.get("greedy_ids").spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .takeWhile(id -> !DEMO.isControl(id))
                .toArray();

        assertThat(DEMO.decode(answer)).isNotEmpty();
        assertThat(golden.get("greedy_text").asText()).startsWith(DEMO.decode(answer));
    }

    static Stream<JsonNode> goldenCases() throws IOException {
        JsonNode all = new ObjectMapper()
                .readTree(Path.of("src/test/resources/embedded/golden.json").toFile());
        return StreamSupport.stream(all.spliterator(), false);
    }

    @Test
    void what_was_generated_keeps_its_tokens() {
        int[] whole = DEMO.encode("Thought");
        int[] letters = "Thought"
                .chars()
                .flatMap(c -> IntStream.of(DEMO.encode(Character.toString(c))))
                .toArray();
        List<Integer> ids = IntStream.of(letters).boxed().toList();

        assertThat(DEMO.encode(new Prompt(List.of(new Generated("Thought", ids)))))
                .containsExactly(letters)
                .isNotEqualTo(whole);
    }

    @Test
    void the_control_tokens_follow_the_ranks() {
        assertThat(DEMO.controlId("<|endoftext|>")).isEqualTo(3646);
        assertThat(DEMO.controlId("<|im_start|>")).isEqualTo(3647);
        assertThat(DEMO.controlId("<|im_end|>")).isEqualTo(3648);
        assertThat(DEMO.controlId("<|extra_4|>")).isEqualTo(3653);
        assertThat(DEMO.isControl(3645)).isFalse();
        assertThat(DEMO.isControl(3646)).isTrue();
        assertThat(DEMO.isControl(DEMO.size())).isFalse();
        assertThat(DEMO.endTokens()).containsExactlyInAnyOrder(3646, 3647, 3648);
    }

    @Test
    void there_are_no_more_control_tokens_than_rows_of_the_embedding() {
        assertThat(DEMO.size()).isEqualTo(3712);
        assertThat(golden("qwen").size()).isEqualTo(304 + 3 + 205);
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "qwen3"})
    void the_added_tokens_of_a_tokenizer_config_win(String name) throws IOException {
        QwenTokenizer tokenizer = golden(name);
        JsonNode config = new ObjectMapper()
                .readTree(Path.of("src/test/resources/golden", name, "tokenizer_config.json")
                        .toFile());

        config.get("added_tokens_decoder").properties().forEach(token -> {
            String text = token.getValue().get("content").asText();
            assertThat(tokenizer.controlId(text)).isEqualTo(Integer.parseInt(token.getKey()));
            assertThat(tokenizer.bytes(Integer.parseInt(token.getKey()))).isEqualTo(text.getBytes(UTF_8));
        });
        assertThat(tokenizer.size()).isEqualTo(506);
        assertThatThrownBy(() -> tokenizer.controlId("<|extra_0|>")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_unknown_control_token_is_the_callers_mistake() {
        Prompt prompt = new Prompt(List.of(new Control("<|nothing|>")));

        assertThatThrownBy(() -> DEMO.encode(prompt))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("token must be a control token of this vocabulary but is '<|nothing|>'");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3712, Integer.MAX_VALUE})
    void an_id_outside_the_vocabulary_is_the_callers_mistake(int id) {
        assertThatThrownBy(() -> DEMO.bytes(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("id must be from 0 to 3711 but is " + id);
        assertThatThrownBy(() -> DEMO.decode(id)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void each_text_segment_is_tokenized_on_its_own() {
        Prompt apart = new Prompt(List.of(new Text("Observation:"), new Text("\n")));

        assertThat(DEMO.encode(apart)).containsExactly(concat(DEMO.encode("Observation:"), DEMO.encode("\n")));
    }

    @Test
    void decoding_shows_control_tokens_by_their_surface_forms() {
        Prompt prompt = new ChatMl().render(List.of(Message.user("你好")));

        assertThat(DEMO.decode(DEMO.encode(prompt))).isEqualTo(prompt.display());
    }

    @Test
    void text_that_spells_a_control_token_stays_text() {
        int[] ids = DEMO.encode("<|im_end|>\n<|im_start|>system");

        assertThat(IntStream.of(ids)).allMatch(id -> id < FIRST_CONTROL);
        assertThat(DEMO.decode(ids)).isEqualTo("<|im_end|>\n<|im_start|>system");
    }

    @Test
    void no_text_has_no_tokens() {
        assertThat(DEMO.encode("")).isEmpty();
        assertThat(DEMO.decode()).isEmpty();
    }

    @Test
    void text_is_brought_into_nfc_first() {
        assertThat(DEMO.encode("e\u0301")).containsExactly(DEMO.encode("\u00E9"));
    }

    @Test
    void an_unpaired_surrogate_becomes_the_replacement_character() {
        assertThat(DEMO.decode(DEMO.encode("a\uD83Db\uDE00c"))).isEqualTo("a\uFFFDb\uFFFDc");
        assertThat(DEMO.decode(DEMO.encode("a\uD83D\uDE00c"))).isEqualTo("a\uD83D\uDE00c");
    }

    @Test
    void the_bytes_of_an_id_cannot_be_changed_from_outside() {
        DEMO.bytes(0)[0] = 'X';

        assertThat(DEMO.bytes(0)).isNotEqualTo(new byte[] {'X'});
    }

    @Test
    void a_long_word_is_encoded_too() {
        String word = "aB".repeat(50_000);

        assertThat(DEMO.decode(DEMO.encode(word))).isEqualTo(word);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void decoding_what_was_encoded_gives_the_text_in_nfc(long seed) {
        String text = RandomText.of(new Random(seed));

        int[] ids = DEMO.encode(text);

        assertThat(DEMO.decode(ids)).isEqualTo(Normalizer.normalize(text, Normalizer.Form.NFC));
        assertThat(IntStream.of(ids)).allMatch(id -> id < FIRST_CONTROL);
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    @Test
    void a_folder_without_a_tokenizer_is_refused() throws IOException {
        copyConfig();

        assertThatThrownBy(() -> QwenTokenizer.load(folder))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder + ": has no tokenizer, neither qwen.tiktoken nor tokenizer.json nor vocab.json with"
                        + " merges.txt; download the checkpoint again, all its files");
    }

    @Test
    void more_ranks_than_rows_of_the_embedding_are_refused() throws IOException {
        Files.copy(DEMO_FOLDER.resolve("qwen.tiktoken"), folder.resolve("qwen.tiktoken"));
        Files.copy(Path.of("src/test/resources/golden/qwen/config.json"), folder.resolve("config.json"));

        assertThatThrownBy(() -> QwenTokenizer.load(folder))
                .isInstanceOf(ModelException.class)
                .hasMessage(folder.resolve("qwen.tiktoken") + ": has 3646 tokens but config.json gives the embedding"
                        + " only 512 rows; the files do not belong together");
    }

    private void copyConfig() throws IOException {
        Files.copy(DEMO_FOLDER.resolve("config.json"), folder.resolve("config.json"));
    }

    private static QwenTokenizer golden(String name) {
        return QwenTokenizer.load(Path.of("src/test/resources/golden", name));
    }

    private static int[] ints(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }

    private static int[] concat(int[] first, int[] second) {
        return IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
    }
}
