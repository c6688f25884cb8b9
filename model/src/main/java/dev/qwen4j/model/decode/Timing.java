package dev.qwen4j.model.decode;

import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.Speed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Times a forward pass over prompts of random tokens: what they are makes no difference to it. Tokens are chosen
 * greedily and none of them is an end.
 *
 * @param chunk tokens of one forward pass over a prompt
 * @param cancelled asked between forward passes
 */
public record Timing(ForwardPass model, int chunk, BooleanSupplier cancelled) {
    /** Enough for the engine to have prepared its kernels for a single token. */
    private static final int WARM_UP_TOKENS = 8;

    /**
     * Measures as often as asked, after a run that does not count.
     *
     * @param onRun receives each measurement as it is made
     * @throws CancellationException if {@code cancelled} said so
     */
    public List<Speed> run(int promptTokens, int generatedTokens, int repetitions, long seed, Consumer<Speed> onRun) {
        Random random = new Random(seed);
        once(random, promptTokens, Math.min(generatedTokens, WARM_UP_TOKENS));
        List<Speed> runs = new ArrayList<>();
        for (int i = 0; i < repetitions; i++) {
            Speed speed = once(random, promptTokens, generatedTokens);
            runs.add(speed);
            onRun.accept(speed);
        }
        return runs;
    }

    private Speed once(Random random, int promptTokens, int generatedTokens) {
        int[] prompt = random.ints(promptTokens, 0, model.vocabularyRows()).toArray();
        Sampler sampler = new ConfiguredSampler(GenerationConfig.GREEDY);
        BitSet seen = new BitSet();
        long start = System.nanoTime();
        try (Sequence sequence = model.begin(promptTokens)) {
            float[] logits = {};
            for (int from = 0; from < promptTokens; from += chunk) {
                logits = forward(sequence, Arrays.copyOfRange(prompt, from, Math.min(from + chunk, promptTokens)));
            }
            long prefilled = System.nanoTime();
            for (int i = 0; i < generatedTokens; i++) {
                logits = forward(sequence, sampler.next(logits, seen));
            }
            long end = System.nanoTime();
            return new Speed(promptTokens, (prefilled - start) / 1e9, generatedTokens, (end - prefilled) / 1e9);
        }
    }

    private float[] forward(Sequence sequence, int... tokens) {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException();
        }
        return model.append(Step.of(sequence, tokens));
    }
}
