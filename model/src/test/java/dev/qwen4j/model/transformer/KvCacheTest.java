package dev.qwen4j.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.pytorch.jni.IValue;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.decode.Sequence;
import dev.qwen4j.model.decode.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a sequence is cut into calls, the logits after it are the same. */
class KvCacheTest {
    private static final Path QWEN2 = Path.of("src/test/resources/golden/qwen2");

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64, 299})
    void a_sequence_fed_in_pieces_gives_the_logits_of_one_pass(int piece) {
        int[] tokens = new Random(5).ints(300, 0, 400).toArray();
        try (Checkpoint checkpoint = Checkpoint.open(QWEN2);
                Transformer transformer = Transformer.load(checkpoint, Precision.FP32);
                KvCache whole = transformer.begin(tokens.length);
                KvCache pieces = transformer.begin(1)) {
            float[] expected = transformer.append(Step.of(whole, tokens));

            float[] logits = {};
            for (int from = 0; from < tokens.length; from += piece) {
                logits = transformer.append(
                        Step.of(pieces, Arrays.copyOfRange(tokens, from, Math.min(from + piece, tokens.length))));
            }

            assertThat(logits).containsExactly(expected, within(1e-4f));
            assertThat(pieces.length()).isEqualTo(tokens.length);
        }
    }

    @Test
    void keys_are_freed_if_there_is_no_memory_for_values() {
        List<IValue> made = new ArrayList<>();
        try (Checkpoint checkpoint = Checkpoint.open(QWEN2);
                Transformer transformer = Transformer.load(checkpoint, Precision.FP32)) {
            Supplier<IValue> keys = () -> {
                made.add(IValue.from(1));
                return made.getFirst();
            };
            Supplier<IValue> values = () -> {
                throw new ModelException("no memory");
            };

            assertThatThrownBy(() -> KvCache.of(transformer, 1, keys, values, 10))
                    .isInstanceOf(ModelException.class)
                    .hasMessage("no memory");
        }
        assertThat(made).hasSize(1).allMatch(IValue::isReleased);
    }

    @Test
    void sequences_do_not_see_each_other() {
        int[] a = {1, 2, 3};
        int[] b = {9, 8, 7, 6};
        try (Checkpoint checkpoint = Checkpoint.open(QWEN2);
                Transformer transformer = Transformer.load(checkpoint, Precision.FP32);
                KvCache alone = transformer.begin(3);
                KvCache first = transformer.begin(3);
                KvCache second = transformer.begin(4)) {
            float[] expected = transformer.append(Step.of(alone, a));

            transformer.append(Step.of(first, 1, 2));
            transformer.append(Step.of(second, b));
            float[] logits = transformer.append(Step.of(first, 3));

            assertThat(logits).containsExactly(expected, within(1e-4f));
        }
    }

    /** Forks at the beginning, in the middle and at the end; both go on, and both grow. */
    @ParameterizedTest
    @ValueSource(ints = {1, 150, 299, 300})
    void a_fork_goes_on_like_the_sequence_it_was_taken_from(int at) {
        int[] tokens = new Random(6).ints(700, 0, 400).toArray();
        try (Checkpoint checkpoint = Checkpoint.open(QWEN2);
                Transformer transformer = Transformer.load(checkpoint, Precision.FP32);
                KvCache whole = transformer.begin(tokens.length);
                KvCache original = transformer.begin(300)) {
            float[] expected = transformer.append(Step.of(whole, tokens));
            transformer.append(Step.of(original, Arrays.copyOf(tokens, 300)));

            try (Sequence fork = original.fork(at, at + 1)) {
                transformer.append(Step.of(original, 7, 7, 7));

                float[] logits = transformer.append(Step.of(fork, Arrays.copyOfRange(tokens, at, tokens.length)));

                assertThat(logits).containsExactly(expected, within(1e-4f));
                assertThat(fork.length()).isEqualTo(tokens.length);
                assertThat(fork.bytes())
                        .isGreaterThanOrEqualTo(
                                tokens.length * MemoryNeed.of(checkpoint).cacheBytesPerToken());
            }
        }
    }
}
