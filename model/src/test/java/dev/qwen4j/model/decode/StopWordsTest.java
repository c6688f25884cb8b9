package dev.qwen4j.model.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StopWordsTest {
    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    @Test
    void what_may_become_a_stop_word_is_held_back() {
        StopWords words = new StopWords(List.of("Observation:"));

        assertThat(words.accept("done\nObserv")).isEqualTo("done\n");
        assertThat(words.accept("er")).isEqualTo("Observer");
        assertThat(words.accept(" Obs")).isEqualTo(" ");
        assertThat(words.finish()).isEqualTo("Obs");
        assertThat(words.found()).isFalse();
    }

    @Test
    void the_first_of_several_stop_words_decides() {
        StopWords words = new StopWords(List.of("later", "now"));

        assertThat(words.accept("not now but later")).isEqualTo("not ");
        assertThat(words.found()).isTrue();
        assertThat(words.accept("more")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void any_split_of_a_text_shows_the_same(long seed) {
        Random random = new Random(seed);
        String text = letters(random, 30);
        List<String> stops = List.of(letters(random, 4) + "a", letters(random, 4) + "b");

        StopWords words = new StopWords(stops);
        StringBuilder shown = new StringBuilder();
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + 1 + random.nextInt(5));
            shown.append(words.accept(text.substring(from, to)));
            from = to;
        }
        shown.append(words.finish());

        assertThat(shown.toString()).isEqualTo(text.substring(0, cut(text, stops)));
    }

    /** Where the shortest beginning of {@code text} that holds a stop word has to be cut. */
    private static int cut(String text, List<String> stops) {
        for (int end = 0; end <= text.length(); end++) {
            String beginning = text.substring(0, end);
            OptionalInt start = stops.stream()
                    .filter(beginning::endsWith)
                    .mapToInt(stop -> beginning.length() - stop.length())
                    .min();
            if (start.isPresent()) {
                return start.getAsInt();
            }
        }
        return text.length();
    }

    /** Words over a small alphabet, so that stop words and their beginnings are frequent. */
    private static String letters(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(length + 1); i > 0; i--) {
            text.append((char) ('a' + random.nextInt(3)));
        }
        return text.toString();
    }
}
