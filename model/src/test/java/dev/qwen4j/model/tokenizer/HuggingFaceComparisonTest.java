package dev.qwen4j.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hugging Face's tokenizers and ours on the same {@code tokenizer.json} with all tokens of the published vocabulary. */
class HuggingFaceComparisonTest {
    private static final Path PUBLISHED = Path.of("../../shared/data/qwen.tiktoken");
    private static final int TEXTS = 100;
    private static final int CHARS_PER_TEXT = 10_000;

    @TempDir
    private static Path folder;

    private static QwenTokenizer ours;
    private static HuggingFaceTokenizer theirs;

    @BeforeAll
    static void load() throws IOException {
        Assumptions.assumeTrue(
                Files.exists(PUBLISHED), "the published vocabulary is not at " + PUBLISHED.toAbsolutePath());
        Path golden = Path.of("src/test/resources/golden/qwen2");
        Path file = folder.resolve("tokenizer.json");
        new MergesOfRanks(RankFile.read(PUBLISHED)).writeTokenizerJson(golden.resolve("tokenizer.json"), file);
        Files.writeString(
                folder.resolve("config.json"),
                Files.readString(golden.resolve("config.json"))
                        .replaceFirst("\"vocab_size\": *\\d+", "\"vocab_size\": 151936"));
        ours = QwenTokenizer.load(folder);
        theirs = HuggingFaceTokenizer.builder()
                .optTokenizerPath(file)
                .optAddSpecialTokens(false)
                .optTruncation(false)
                .optPadding(false)
                .build();
    }

    @AfterAll
    static void close() {
        if (theirs != null) {
            theirs.close();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void mixed_text_has_the_ids_that_hugging_faces_tokenizers_give_it(long seed) {
        String text = MixedText.of(new Random(seed), CHARS_PER_TEXT);

        long[] expected = theirs.encode(text).getIds();

        assertThat(Arrays.stream(ours.encode(text)).asLongStream().toArray()).containsExactly(expected);
    }

    @Test
    void long_runs_of_marks_in_any_order_have_their_ids_too() {
        String marks = "\u0301\u0323\u0334\u0344\u0327\u0F73\u05B0\u20DD\uD834\uDD65";
        Random random = new Random(1);
        StringBuilder text = new StringBuilder();
        for (int letter = 0; letter < 20; letter++) {
            text.append((char) ('a' + letter));
            random.ints(random.nextInt(300), 0, marks.length() - 1)
                    .forEach(i -> text.appendCodePoint(marks.codePointAt(i)));
        }

        long[] expected = theirs.encode(text.toString()).getIds();

        assertThat(Arrays.stream(ours.encode(text.toString())).asLongStream().toArray())
                .containsExactly(expected);
    }

    static LongStream seeds() {
        return LongStream.range(0, TEXTS);
    }

    @Test
    void the_tokens_read_from_merges_are_those_of_the_ranks() {
        byte[][] ranks = RankFile.read(PUBLISHED);

        assertThat(IntStream.range(0, ranks.length)).allMatch(id -> Arrays.equals(ours.bytes(id), ranks[id]));
        assertThat(ours.controlId("<|endoftext|>")).isEqualTo(ranks.length);
    }
}
