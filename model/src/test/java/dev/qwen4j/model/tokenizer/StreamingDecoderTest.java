package dev.qwen4j.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StreamingDecoderTest {
    private static final QwenTokenizer TOKENIZER =
            QwenTokenizer.load(Path.of("src/main/resources/dev/qwen4j/model/embedded"));

    /** The id of the token that is this one byte. */
    private static final int[] ID_OF_BYTE = new int[256];

    static {
        IntStream.range(0, TOKENIZER.size())
                .filter(id -> !TOKENIZER.isControl(id))
                .forEach(id -> {
                    if (TOKENIZER.bytes(id).length == 1) {
                        ID_OF_BYTE[TOKENIZER.bytes(id)[0] & 0xFF] = id;
                    }
                });
    }

    private final StreamingDecoder decoder = new StreamingDecoder(TOKENIZER);

    @Test
    void a_character_appears_with_its_last_byte() {
        assertThat(accept(0xE6)).isEmpty();
        assertThat(accept(0xA0)).isEmpty();
        assertThat(accept(0xB9)).isEqualTo("根");
        assertThat(decoder.finish()).isEmpty();
    }

    @Test
    void a_character_of_two_utf_16_units_appears_whole() {
        assertThat(accept(0xF0) + accept(0x9F) + accept(0x98)).isEmpty();
        assertThat(accept(0x80)).isEqualTo("\uD83D\uDE00");
    }

    @Test
    void bad_bytes_are_replaced_as_soon_as_they_cannot_become_a_character() {
        assertThat(accept(0xE6)).isEmpty();
        assertThat(accept('x')).isEqualTo("\uFFFDx");
        assertThat(accept(0xFF)).isEqualTo("\uFFFD");
        assertThat(accept(0x80)).isEqualTo("\uFFFD");
        assertThat(decoder.finish()).isEmpty();
    }

    @Test
    void finish_replaces_a_character_that_never_was_completed() {
        assertThat(accept(0xE6) + accept(0xA0)).isEmpty();
        assertThat(decoder.finish()).isEqualTo("\uFFFD");
    }

    @Test
    void after_finish_a_new_text_begins() {
        accept(0xE6);
        decoder.finish();

        assertThat(accept('a')).isEqualTo("a");
        assertThat(decoder.finish()).isEmpty();
    }

    @Test
    void an_id_outside_the_vocabulary_is_the_callers_mistake() {
        assertThatThrownBy(() -> decoder.accept(TOKENIZER.size())).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void the_pieces_of_a_text_joined_are_the_text(long seed) {
        int[] ids = TOKENIZER.encode(RandomText.of(new Random(seed)));

        assertThat(stream(ids)).isEqualTo(TOKENIZER.decode(ids));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void the_pieces_of_arbitrary_bytes_joined_are_what_decoding_them_at_once_gives(long seed) {
        Random random = new Random(seed);
        byte[] text = "a根\uD83D\uDE00é".getBytes(StandardCharsets.UTF_8);
        int[] ids = IntStream.range(0, random.nextInt(30))
                .map(i -> random.nextBoolean() ? random.nextInt(256) : text[random.nextInt(text.length)] & 0xFF)
                .map(b -> ID_OF_BYTE[b])
                .toArray();

        assertThat(stream(ids)).isEqualTo(TOKENIZER.decode(ids));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void the_pieces_of_arbitrary_tokens_joined_are_what_decoding_them_at_once_gives(long seed) {
        int[] ids = new Random(seed).ints(30, 0, TOKENIZER.size()).toArray();

        assertThat(stream(ids)).isEqualTo(TOKENIZER.decode(ids));
    }

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    private String accept(int value) {
        return decoder.accept(ID_OF_BYTE[value]);
    }

    private String stream(int[] ids) {
        StringBuilder all = new StringBuilder();
        for (int id : ids) {
            String piece = decoder.accept(id);
            if (!piece.isEmpty()) {
                assertThat(Character.isHighSurrogate(piece.charAt(piece.length() - 1)))
                        .isFalse();
            }
            all.append(piece);
        }
        return all.append(decoder.finish()).toString();
    }
}
