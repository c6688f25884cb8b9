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
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Hugging Face's tokenizers and ours on the same {@code tokenizer.json}, a million characters for each vocabulary. */
@ParameterizedClass
@EnumSource(HuggingFaceComparisonTest.Ranks.class)
class HuggingFaceComparisonTest {
    private static final int TEXTS = 100;
    private static final int CHARS_PER_TEXT = 10_000;

    /** Files whose tokens are written as merges. */
    enum Ranks {
        DEMO("src/main/resources/dev/qwen4j/model/embedded/qwen.tiktoken", 3712),
        PUBLISHED("../../shared/data/qwen.tiktoken", 151_936);

        private final Path file;
        private final int embeddingRows;

        Ranks(String file, int embeddingRows) {
            this.file = Path.of(file);
            this.embeddingRows = embeddingRows;
        }
    }

    @TempDir
    private static Path temporary;

    private static QwenTokenizer ours;
    private static HuggingFaceTokenizer theirs;

    @Parameter
    private Ranks vocabulary;

    @BeforeParameterizedClassInvocation
    static void load(Ranks ranks) throws IOException {
        Assumptions.assumeTrue(
                Files.exists(ranks.file), "the published vocabulary is not at " + ranks.file.toAbsolutePath());
        Path golden = Path.of("src/test/resources/golden/qwen2");
        Path folder = Files.createDirectories(temporary.resolve(ranks.name()));
        Path file = folder.resolve("tokenizer.json");
        new MergesOfRanks(RankFile.read(ranks.file)).writeTokenizerJson(golden.resolve("tokenizer.json"), file);
        Files.writeString(
                folder.resolve("config.json"),
                Files.readString(golden.resolve("config.json"))
                        .replaceFirst("\"vocab_size\": *\\d+", "\"vocab_size\": " + ranks.embeddingRows));
        ours = QwenTokenizer.load(folder);
        theirs = HuggingFaceTokenizer.builder()
                .optTokenizerPath(file)
                .optAddSpecialTokens(false)
                .optTruncation(false)
                .optPadding(false)
                .build();
    }

    @AfterParameterizedClassInvocation
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
        byte[][] ranks = RankFile.read(vocabulary.file);

        assertThat(IntStream.range(0, ranks.length)).allMatch(id -> Arrays.equals(ours.bytes(id), ranks[id]));
        assertThat(ours.controlId("<|endoftext|>")).isEqualTo(ranks.length);
    }
}
