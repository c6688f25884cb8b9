package dev.qwen4j.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qwen4j.model.ModelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of text that were added to a vocabulary of single bytes and three control tokens. */
class ExtraVocabularyTest {
    private static final int FIRST_EXTRA = 259;

    @TempDir
    Path folder;

    @BeforeEach
    void write_a_vocabulary_of_single_bytes() throws IOException {
        List<String> ranks = new ArrayList<>();
        for (int value = 0; value < 256; value++) {
            ranks.add(base64((byte) value) + " " + value);
        }
        Files.write(folder.resolve("qwen.tiktoken"), ranks);
        Files.writeString(folder.resolve("config.json"), """
                {"architectures": ["Qwen2ForCausalLM"], "hidden_size": 8, "num_hidden_layers": 1,
                 "num_attention_heads": 2, "num_key_value_heads": 2, "intermediate_size": 16, "vocab_size": 300,
                 "max_position_embeddings": 128}
                """);
    }

    private static String base64(byte... bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private QwenTokenizer with(String... lines) throws IOException {
        Files.write(folder.resolve("qwen_extra.tiktoken"), List.of(lines));
        return QwenTokenizer.load(folder);
    }

    @Test
    void added_tokens_are_text_after_the_control_tokens() throws IOException {
        QwenTokenizer tokenizer = with(base64("猫") + " " + FIRST_EXTRA, base64("hello") + " " + (FIRST_EXTRA + 1));

        assertThat(tokenizer.encode("hello 猫")).containsExactly(FIRST_EXTRA + 1, ' ', 0xe7, 0x8c, 0xab);
        assertThat(tokenizer.encode("猫")).containsExactly(FIRST_EXTRA);
        assertThat(tokenizer.decode(FIRST_EXTRA, FIRST_EXTRA + 1)).isEqualTo("猫hello");
        assertThat(tokenizer.isControl(FIRST_EXTRA)).isFalse();
        assertThat(tokenizer.isSpecial(FIRST_EXTRA)).isFalse();
        assertThat(tokenizer.isControl(FIRST_EXTRA - 1)).isTrue();
        assertThat(tokenizer.size()).isEqualTo(FIRST_EXTRA + 2);
    }

    @Test
    void tokens_and_ids_that_are_there_are_left_out_and_what_is_between_is_no_text() throws IOException {
        QwenTokenizer tokenizer =
                with(base64("a") + " " + FIRST_EXTRA, base64("good") + " 17", base64("fine") + " " + (FIRST_EXTRA + 2));

        assertThat(tokenizer.encode("fine")).containsExactly(FIRST_EXTRA + 2);
        assertThat(tokenizer.encode("good")).containsExactly('g', 'o', 'o', 'd');
        assertThat(tokenizer.encode("a")).containsExactly('a');
        assertThat(tokenizer.isControl(FIRST_EXTRA)).isTrue();
        assertThat(tokenizer.isSpecial(FIRST_EXTRA + 1)).isTrue();
        assertThat(tokenizer.decode(FIRST_EXTRA)).isEmpty();
    }

    @Test
    void the_tokenizer_configuration_may_name_the_file() throws IOException {
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"extra_vocab_file\": \"mine.tiktoken\"}");
        Files.writeString(folder.resolve("mine.tiktoken"), base64("hello") + " " + FIRST_EXTRA);

        assertThat(QwenTokenizer.load(folder).encode("hello")).containsExactly(FIRST_EXTRA);
    }

    @Test
    void a_fault_is_refused_by_file_and_place() throws IOException {
        assertThatThrownBy(() -> with("", base64("hello") + " 300"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("qwen_extra.tiktoken: line 2")
                .hasMessageContaining("300 rows");
        assertThatThrownBy(() -> with("hello"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("qwen_extra.tiktoken: line 1");
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"extra_vocab_file\": \"../mine.tiktoken\"}");
        assertThatThrownBy(() -> QwenTokenizer.load(folder))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("'extra_vocab_file'");
    }
}
