package dev.qwen4j.model.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PrefixCacheTest {
    private static final int PLENTY = 1_000_000;

    private final CountingPass model = new CountingPass(100);

    @Test
    void prompt_that_goes_on_where_another_ended_reads_only_what_is_new() {
        PrefixCache cache = new PrefixCache(model, PLENTY);
        read(cache, range(0, 10));

        try (CachedSequence sequence = begin(cache, range(0, 15))) {
            assertThat(sequence.length()).isEqualTo(10);
            assertThat(append(sequence, range(10, 15))).isEqualTo(CountingPass.logits(range(0, 15), 1));
        }
        assertThat(model.open).as("the same sequence went on").isEqualTo(1);
    }

    @Test
    void prompt_that_leaves_another_gets_a_copy_of_what_they_share() {
        PrefixCache cache = new PrefixCache(model, PLENTY);
        read(cache, range(0, 10));
        int[] other = {0, 1, 2, 3, 99};

        try (CachedSequence sequence = begin(cache, other)) {
            assertThat(sequence.length()).isEqualTo(4);
            assertThat(append(sequence, new int[] {99})).isEqualTo(CountingPass.logits(other, 1));
        }
        try (CachedSequence first = begin(cache, range(0, 11))) {
            assertThat(first.length()).as("the first one is whole").isEqualTo(10);
        }
    }

    @Test
    void last_token_of_a_known_prompt_is_read_again() {
        PrefixCache cache = new PrefixCache(model, PLENTY);
        read(cache, range(0, 10));

        try (CachedSequence sequence = begin(cache, range(0, 10))) {
            assertThat(sequence.length()).isEqualTo(9);
            assertThat(append(sequence, new int[] {9})).isEqualTo(CountingPass.logits(range(0, 10), 1));
        }
        assertThat(model.open).as("equal sequences are kept once").isEqualTo(1);
    }

    @Test
    void prompt_under_another_growth_of_the_rope_base_starts_anew() {
        PrefixCache cache = new PrefixCache(model, PLENTY);
        read(cache, range(0, 100));

        try (CachedSequence sequence = begin(cache, range(0, 101))) {
            assertThat(sequence.length()).isZero();
        }
    }

    @Test
    void least_recently_used_sequence_goes_first_when_memory_is_used_up() {
        PrefixCache cache = new PrefixCache(model, 25 * CountingPass.BYTES_PER_TOKEN);
        read(cache, range(0, 10));
        read(cache, range(20, 30));
        read(cache, range(0, 11)); // goes on with the first
        read(cache, range(40, 50));

        assertThat(cache.bytes()).isEqualTo(21 * CountingPass.BYTES_PER_TOKEN);
        assertThat(known(cache, range(20, 31))).isZero();
        assertThat(known(cache, range(0, 12))).isEqualTo(11);
    }

    @Test
    void cache_without_memory_keeps_nothing() {
        PrefixCache cache = new PrefixCache(model, 0);
        read(cache, range(0, 10));

        assertThat(known(cache, range(0, 11))).isZero();
        assertThat(model.open).isZero();
    }

    @Test
    void sequence_in_which_a_pass_failed_is_kept_as_it_was_before() {
        PrefixCache cache = new PrefixCache(model, PLENTY);
        read(cache, range(0, 10));
        model.failing = true;

        assertThatThrownBy(() -> read(cache, range(0, 15))).hasMessage("failing");

        model.failing = false;
        try (CachedSequence sequence = begin(cache, range(0, 15))) {
            assertThat(sequence.length()).isEqualTo(10);
            assertThat(append(sequence, range(10, 15))).isEqualTo(CountingPass.logits(range(0, 15), 1));
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    /** Prompts of few different tokens, so that they share much; some calls end early, some fail, memory is short. */
    @ParameterizedTest
    @MethodSource("seeds")
    void whatever_came_before_logits_are_those_of_a_prompt_read_from_the_start(long seed) {
        Random random = new Random(seed);
        int limit = random.nextInt(2000);
        PrefixCache cache = new PrefixCache(model, limit);
        int[] longest = {};
        for (int call = 0; call < 60; call++) {
            int[] prompt = prompt(random, longest);
            longest = random.nextInt(4) == 0 ? new int[0] : prompt;
            model.failing = random.nextInt(10) == 0;
            int reach = random.nextInt(10) == 0 ? random.nextInt(prompt.length) : prompt.length;
            double alpha = model.ntkAlpha(prompt.length);
            try (CachedSequence sequence = begin(cache, prompt)) {
                assertThat(sequence.length()).isLessThan(prompt.length);
                while (sequence.length() < reach) {
                    int from = sequence.length();
                    int to = Math.min(reach, from + 1 + random.nextInt(20));
                    float[] logits = append(sequence, Arrays.copyOfRange(prompt, from, to));
                    assertThat(logits).isEqualTo(CountingPass.logits(Arrays.copyOf(prompt, to), alpha));
                }
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("failing");
            }
            assertThat(cache.bytes()).isLessThanOrEqualTo(limit);
        }
        cache.close();
        assertThat(model.open).isZero();
    }

    /** Something new, or an earlier prompt cut somewhere and continued. */
    private static int[] prompt(Random random, int[] earlier) {
        int kept = random.nextInt(earlier.length + 1);
        int[] prompt = Arrays.copyOf(earlier, kept + 1 + random.nextInt(40));
        for (int i = kept; i < prompt.length; i++) {
            prompt[i] = random.nextInt(2);
        }
        return prompt;
    }

    private static CachedSequence begin(PrefixCache cache, int[] prompt) {
        return cache.begin(new Tokens(prompt), prompt.length);
    }

    private float[] append(CachedSequence sequence, int[] tokens) {
        return model.append(Step.of(sequence.sequence(), tokens));
    }

    private void read(PrefixCache cache, int[] prompt) {
        try (CachedSequence sequence = begin(cache, prompt)) {
            append(sequence, Arrays.copyOfRange(prompt, sequence.length(), prompt.length));
        }
    }

    private static int known(PrefixCache cache, int[] prompt) {
        try (CachedSequence sequence = begin(cache, prompt)) {
            return sequence.length();
        }
    }

    private static int[] range(int from, int to) {
        return IntStream.range(from, to).toArray();
    }
}
