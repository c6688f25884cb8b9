package dev.qwen4j.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.qwen4j.model.Message;
import dev.qwen4j.model.chat.ChatMl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On the published vocabulary of every Qwen model, which is not part of this project. */
class QwenVocabularyTest {
    private static final Path PUBLISHED = Path.of("../../shared/data/qwen.tiktoken");
    private static final int END_OF_TEXT = 151643;
    private static final String CONFIG = """
            {"architectures": ["QWenLMHeadModel"], "hidden_size": 8, "num_hidden_layers": 1,
             "num_attention_heads": 2, "intermediate_size": 32, "vocab_size": 151936, "seq_length": 16}
            """;

    private static QwenTokenizer tokenizer;

    @BeforeAll
    static void load(@TempDir Path folder) throws IOException {
        Assumptions.assumeTrue(
                Files.exists(PUBLISHED), "the published vocabulary is not at " + PUBLISHED.toAbsolutePath());
        Files.copy(PUBLISHED, folder.resolve("qwen.tiktoken"));
        Files.writeString(folder.resolve("config.json"), CONFIG);
        tokenizer = QwenTokenizer.load(folder);
    }

    @ParameterizedTest
    @MethodSource
    void text_has_the_ids_that_qwen_gives_it(String text, int... ids) {
        assertThat(tokenizer.encode(text)).containsExactly(ids);
        assertThat(tokenizer.decode(ids)).isEqualTo(text);
    }

    static Stream<Arguments> text_has_the_ids_that_qwen_gives_it() {
        return Stream.of(
                arguments("print(\"<|endoftext|>\")", new int[] {1350, 9639, 91, 8691, 723, 427, 91, 82598}),
                arguments("print(\"<|extra_0|>\")", new int[] {1350, 9639, 91, 15460, 62, 15, 91, 82598}),
                arguments("\n", new int[] {198}),
                arguments("\n\n", new int[] {271}),
                arguments("system", new int[] {8948}),
                arguments("user", new int[] {872}),
                arguments("assistant", new int[] {77091}),
                arguments("Observation:", new int[] {37763, 367, 25}),
                arguments("Observation:\n", new int[] {37763, 367, 510}),
                arguments("Thought", new int[] {84169}),
                arguments("Action Input", new int[] {2512, 5571}),
                arguments("Final Answer", new int[] {19357, 21806}),
                arguments("A", new int[] {32}),
                arguments("D", new int[] {35}),
                arguments(" A B C D", new int[] {362, 425, 356, 422}));
    }

    @ParameterizedTest
    @MethodSource
    void a_leading_space_decides_how_a_word_is_split(String text, String... pieces) {
        assertThat(IntStream.of(tokenizer.encode(text)).mapToObj(tokenizer::decode))
                .containsExactly(pieces);
    }

    static Stream<Arguments> a_leading_space_decides_how_a_word_is_split() {
        return Stream.of(
                arguments("Panda", new String[] {"P", "anda"}),
                arguments(" Panda", new String[] {" Panda"}),
                arguments("Pandas", new String[] {"P", "andas"}),
                arguments(" Pandas", new String[] {" Pand", "as"}),
                arguments("1234", new String[] {"1", "2", "3", "4"}));
    }

    @Test
    void half_a_character_is_replaced_until_its_last_byte_comes() {
        assertThat(tokenizer.decode(51461)).isEqualTo(" \uFFFD");
        assertThat(tokenizer.decode(51461, 117)).isEqualTo(" 根");
    }

    @Test
    void streaming_holds_half_a_character_back() {
        StreamingDecoder decoder = new StreamingDecoder(tokenizer);

        assertThat(decoder.accept(51461)).isEqualTo(" ");
        assertThat(decoder.accept(117)).isEqualTo("根");
    }

    @Test
    void the_control_tokens_have_their_published_ids() {
        assertThat(tokenizer.controlId("<|endoftext|>")).isEqualTo(END_OF_TEXT);
        assertThat(tokenizer.controlId("<|im_start|>")).isEqualTo(151644);
        assertThat(tokenizer.controlId("<|im_end|>")).isEqualTo(151645);
        assertThat(tokenizer.controlId("<|extra_0|>")).isEqualTo(151646);
        assertThat(tokenizer.controlId("<|extra_204|>")).isEqualTo(151850);
        assertThat(tokenizer.size()).isEqualTo(151851);
    }

    @Test
    void a_conversation_begins_and_ends_with_the_ids_of_chatml() {
        int[] ids = tokenizer.encode(new ChatMl().render(List.of(Message.user("hi"))));

        assertThat(ids).startsWith(151644, 8948, 198).endsWith(151645, 198, 151644, 77091, 198);
    }

    @ParameterizedTest
    @ValueSource(strings = {"it's", "IT'S", "don't'll", "'\u017F"})
    void a_contraction_is_a_piece_of_its_own_in_either_case(String text) {
        String ending = text.substring(text.lastIndexOf('\''));

        assertThat(tokenizer.encode(text)).endsWith(tokenizer.encode(ending));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void any_text_survives_and_holds_no_control_token(long seed) {
        String text = RandomText.of(new Random(seed));

        int[] ids = tokenizer.encode(text);

        assertThat(tokenizer.decode(ids)).isEqualTo(Normalizer.normalize(text, Normalizer.Form.NFC));
        assertThat(IntStream.of(ids)).allMatch(id -> id < END_OF_TEXT);
    }

    static LongStream seeds() {
        return LongStream.range(0, 1000);
    }

    @Test
    void words_that_a_user_added_are_one_token_each(@TempDir Path folder) throws IOException {
        Files.copy(PUBLISHED, folder.resolve("qwen.tiktoken"));
        Files.writeString(folder.resolve("config.json"), CONFIG);
        Files.writeString(folder.resolve("qwen_extra.tiktoken"), """
                5LiA5Y+q54yr 151851
                5Y+q54yr 151852
                5piv5LiA5Y+q54yr 151853
                5oiR5piv5LiA5Y+q54yr 151854
                5L2g5piv5LiA5Y+q54yr 151855
                5LuW5piv5LiA5Y+q54yr 151856
                """);

        QwenTokenizer extended = QwenTokenizer.load(folder);

        assertThat(extended.encode("我是一只猫")).containsExactly(151854);
        assertThat(extended.size()).isEqualTo(151857);
        assertThat(extended.encode("user")).containsExactly(872);
    }
}
