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
 * @param streams prompts that are answered together
 * @param cancelled asked between forward passes
 */
public record Timing(ForwardPass model, int chunk, int streams, BooleanSupplier cancelled) {
    /** Enough for the engine to have prepared its kernels for a single token, and for the JVM to have compiled ours. */
    private static final int WARM_UP_TOKENS = 64;

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
        Sampler sampler = new ConfiguredSampler(GenerationConfig.GREEDY);
        BitSet seen = new BitSet();
        List<Sequence> sequences = new ArrayList<>();
        List<float[]> logits = new ArrayList<>();
        long start = System.nanoTime();
        try {
            for (int i = 0; i < streams; i++) {
                sequences.add(model.begin(promptTokens));
                int[] prompt =
                        random.ints(promptTokens, 0, model.vocabularyRows()).toArray();
                logits.add(read(sequences.getLast(), prompt));
            }
            long prefilled = System.nanoTime();
            for (int i = 0; i < generatedTokens; i++) {
                List<Step> steps = new ArrayList<>();
                for (int j = 0; j < streams; j++) {
                    steps.add(Step.of(sequences.get(j), sampler.next(logits.get(j), seen)));
                }
                logits = forward(steps);
            }
            double decodeSeconds = (System.nanoTime() - prefilled) / 1e9;
            return new Speed(streams, promptTokens, (prefilled - start) / 1e9, generatedTokens, decodeSeconds);
        } finally {
            sequences.forEach(Sequence::close);
        }
    }

    /** @return the logits after the prompt */
    private float[] read(Sequence sequence, int[] prompt) {
        float[] logits = {};
        for (int from = 0; from < prompt.length; from += chunk) {
            int[] piece = Arrays.copyOfRange(prompt, from, Math.min(from + chunk, prompt.length));
            logits = forward(List.of(Step.of(sequence, piece))).getFirst();
        }
        return logits;
    }

    private List<float[]> forward(List<Step> steps) {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException();
        }
        return model.append(steps);
    }
}
