package dev.qwen4j.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NfcTest {
    /** Everything that is moved or composed somewhere: letters, jamo, marks of all kinds. */
    private static final int[] STARTERS = "aeEoAz\u00E9\u212B\u1100\u1161\u11A8\uAC00\u0F40\u09C7\u4F60 \n"
            .codePoints()
            .toArray();

    /** All marks of the platform, those too that begin or end a decomposition or are not moved. */
    private static final int[] MARKS = IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
            .filter(c -> switch (Character.getType(c)) {
                case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
                default -> false;
            })
            .toArray();

    @ParameterizedTest
    @MethodSource("seeds")
    void result_is_that_of_the_platform_whatever_the_marks_and_their_order(long seed) {
        Random random = new Random(seed);
        int distinct = 1 + random.nextInt(12);
        int[] marks = random.ints(distinct, 0, MARKS.length).map(i -> MARKS[i]).toArray();
        StringBuilder text = new StringBuilder();
        for (int run = random.nextInt(6); run >= 0; run--) {
            text.appendCodePoint(STARTERS[random.nextInt(STARTERS.length)]);
            random.ints(random.nextInt(300), 0, distinct).forEach(i -> text.appendCodePoint(marks[i]));
        }
        if (random.nextBoolean()) {
            text.deleteCharAt(0); // the text may begin with marks
        }

        assertThat(Nfc.normalize(text.toString())).isEqualTo(Normalizer.normalize(text, Normalizer.Form.NFC));
    }

    @Test
    void every_mark_of_the_platform_is_put_where_the_platform_puts_it() {
        StringBuilder all = new StringBuilder("a");
        new Random(1).ints(5_000, 0, MARKS.length).forEach(i -> all.appendCodePoint(MARKS[i]));
        for (int mark : MARKS) {
            all.appendCodePoint(mark);
        }

        assertThat(Nfc.normalize(all.toString())).isEqualTo(Normalizer.normalize(all, Normalizer.Form.NFC));
    }

    @Test
    void unpaired_surrogates_stay() {
        assertThat(Nfc.normalize("a\uD800\u0301\uDC00")).isEqualTo("a\uD800\u0301\uDC00");
    }

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }
}
