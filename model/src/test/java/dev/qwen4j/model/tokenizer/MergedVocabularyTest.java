package dev.qwen4j.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.ModelException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The 256 bytes, and {@code ab}, {@code bc}, {@code abc}. */
class MergedVocabularyTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/qwen2");
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int LIMIT_BYTES = 64 << 20;

    @TempDir
    Path folder;

    private final Map<String, Object> ids = new LinkedHashMap<>();
    private Path vocabulary;
    private Path merges;

    @BeforeEach
    void a_folder_without_faults() throws IOException {
        vocabulary = folder.resolve("vocab.json");
        merges = folder.resolve("merges.txt");
        for (char c = 0; c < 0x200; c++) {
            if (ByteLevel.bytes(String.valueOf(c)) != null) {
                ids.put(String.valueOf(c), ids.size());
            }
        }
        ids.put("ab", 256);
        ids.put("bc", 257);
        ids.put("abc", 258);
        Files.writeString(merges, "#version: 0.2\na b\nb c\nab c\n");
    }

    @Test
    void tokens_are_the_bytes_that_their_names_spell() throws IOException {
        byte[][] tokens = read();

        assertThat(tokens).hasNumberOfRows(259);
        assertThat(tokens[258]).isEqualTo(new byte[] {'a', 'b', 'c'});
        assertThat(tokens[(int) ids.get("\u0120")]).isEqualTo(new byte[] {' '});
        assertThat(tokens[(int) ids.get("\u010A")]).isEqualTo(new byte[] {'\n'});
        assertThat(tokens[(int) ids.get("\u00E9")]).isEqualTo(new byte[] {(byte) 0xE9});
        assertThat(tokens[(int) ids.get("\u0143")]).isEqualTo(new byte[] {(byte) 0xAD});
    }

    @Test
    void a_merge_of_number_signs_is_no_comment() throws IOException {
        ids.put("##", 259);
        Files.writeString(merges, "a b\nb c\nab c\n# #\n\n");

        assertThat(read()[259]).isEqualTo(new byte[] {'#', '#'});
    }

    @ParameterizedTest
    @MethodSource
    void a_merge_with_a_fault_is_refused_by_file_and_line(String lines, String message) throws IOException {
        Files.writeString(merges, "#version: 0.2\n" + lines);

        assertThatThrownBy(this::read)
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(merges + ": line " + message);
    }

    static Stream<Arguments> a_merge_with_a_fault_is_refused_by_file_and_line() {
        return Stream.of(
                arguments("a b\nbc\nab c", "3: must be two tokens with a space between them but is 'bc'"),
                arguments("a b\n\nb c\nab c", "3: must be two tokens with a space between them but is ''"),
                arguments("a b c", "2: must be two tokens with a space between them but is 'a b c'"),
                arguments("a b\nb zz\nab c", "3: 'b zz' needs the token 'zz', which is not in "),
                arguments("a b\nb d\nab c", "3: 'b d' needs the token 'bd', which is not in "),
                arguments(
                        "b c\na b\nab c",
                        "3: 'a b' makes the token of id 256, but the merge before it that of id 257; ids must ascend"),
                arguments("a b\na b\nab c", "3: 'a b' makes the token of id 256, but the merge before it"),
                arguments(
                        "a b\nb c\na bc",
                        "4: 'a bc' can never apply, the merges before it leave other tokens of 'abc'"));
    }

    @ParameterizedTest
    @MethodSource
    void a_vocabulary_with_a_fault_is_refused_by_file_and_key(String name, Object id, String message) {
        ids.put(name, id);

        assertThatThrownBy(this::read)
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(vocabulary + ": " + message);
    }

    static Stream<Arguments> a_vocabulary_with_a_fault_is_refused_by_file_and_key() {
        return Stream.of(
                arguments("bcd", 300, "'bcd' must be an id from 0 to 259, there are 260, but is 300"),
                arguments("bcd", -1, "'bcd' must be an id from 0 to 259, there are 260, but is -1"),
                arguments("bcd", "259", "'bcd' must be an id from 0 to 259, there are 260, but is \"259\""),
                arguments("bcd", 1.5, "'bcd' must be an id from 0 to 259, there are 260, but is 1.5"),
                arguments("bcd", 257, "'bcd' must have an id of its own, 'bc' has it too, but is 257"),
                arguments("b d", 259, "'b d' is not spelt in the byte-level alphabet"),
                arguments("你", 259, "'你' is not spelt in the byte-level alphabet"),
                arguments("", 259, "'' is not spelt in the byte-level alphabet"),
                arguments("bcd", 259, "'bcd' of id 259 is made by no merge"));
    }

    @Test
    void a_missing_single_byte_is_refused() {
        ids.remove("a");
        ids.replace("abc", 64);

        assertThatThrownBy(this::read)
                .isInstanceOf(ModelException.class)
                .hasMessage(vocabulary + ": 1 of the 256 single bytes are no tokens; the download is probably"
                        + " incomplete");
    }

    @Test
    void a_token_that_is_given_twice_is_refused() throws IOException {
        Files.writeString(vocabulary, "{\"a\": 0, \"a\": 1}");

        assertThatThrownBy(() -> MergesFile.read(vocabulary, merges))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(vocabulary + ": not valid JSON at byte ")
                .hasMessageContaining("Duplicate field 'a'");
    }

    @Test
    void a_vocabulary_without_merges_is_refused() throws IOException {
        Files.delete(merges);

        assertThatThrownBy(this::read)
                .isInstanceOf(ModelException.class)
                .hasMessage(merges + ": the file is missing, vocab.json cannot be used without it; download the"
                        + " checkpoint again, all its files");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vocab.json", "merges.txt", "tokenizer.json"})
    void a_file_of_more_than_64_mib_is_refused_unread(String name) throws IOException {
        Files.copy(GOLDEN.resolve("config.json"), folder.resolve("config.json"));
        MAPPER.writeValue(vocabulary.toFile(), ids);
        try (RandomAccessFile sparse = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
            sparse.setLength(LIMIT_BYTES + 1L);
        }

        assertThatThrownBy(() -> QwenTokenizer.load(folder))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(
                        folder.resolve(name) + ": has 67108865 bytes but at most 67108864 are read; is it ");
    }

    @ParameterizedTest
    @MethodSource
    void a_tokenizer_json_that_is_not_qwens_is_refused(String pointer, String key, String value, String message)
            throws IOException {
        Path file = folder.resolve("tokenizer.json");
        ObjectNode json =
                (ObjectNode) MAPPER.readTree(GOLDEN.resolve("tokenizer.json").toFile());
        ((ObjectNode) json.at(pointer)).set(key, MAPPER.readTree(value));
        MAPPER.writeValue(file.toFile(), json);

        assertThatThrownBy(() -> TokenizerJson.read(file))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(file + ": '" + message);
    }

    static Stream<Arguments> a_tokenizer_json_that_is_not_qwens_is_refused() {
        String splitter = "/pre_tokenizer/pretokenizers/0";
        String speller = "/pre_tokenizer/pretokenizers/1";
        String otherSplit = "pre_tokenizer' must split by Qwen's pattern and then spell bytes but is ";
        return Stream.of(
                arguments("", "normalizer", "null", "normalizer' must be NFC, as Qwen's, but is "),
                arguments("", "normalizer", "{\"type\": \"NFKC\"}", "normalizer' must be NFC, as Qwen's, but is "),
                arguments("", "pre_tokenizer", "{\"type\": \"Whitespace\"}", otherSplit),
                arguments(splitter, "pattern", "{\"Regex\": \"\\\\s+\"}", otherSplit),
                arguments(splitter, "behavior", "\"Removed\"", otherSplit),
                arguments(speller, "add_prefix_space", "true", otherSplit),
                arguments(speller, "use_regex", "true", otherSplit),
                arguments("/model", "type", "\"WordPiece\"", "model.type' must be \"BPE\" but is \"WordPiece\""),
                arguments("/model", "dropout", "0.1", "model.dropout' must be absent, null, false or empty but is 0.1"),
                arguments("/model", "byte_fallback", "true", "model.byte_fallback' must be absent"),
                arguments("/model", "end_of_word_suffix", "\"</w>\"", "model.end_of_word_suffix' must be absent"),
                arguments("/model", "vocab", "[]", "model.vocab' must be an object of tokens and their ids but is []"),
                arguments("/model", "merges", "{}", "model.merges' must be an array but is {}"),
                arguments("/model", "merges", "[\"a\"]", "model.merges[0]' must be two tokens but is \"a\""),
                arguments("/model", "merges", "[[\"a\", 1]]", "model.merges[0]' must be two tokens but is [\"a\",1]"),
                arguments("/model", "merges", "[\"a @@\"]", "model.merges[0]': 'a @@' needs the token '@@'"),
                arguments("/model/vocab", "a", "1", "model.vocab."));
    }

    private byte[][] read() throws IOException {
        MAPPER.writeValue(vocabulary.toFile(), ids);
        return MergesFile.read(vocabulary, merges).tokens();
    }
}
