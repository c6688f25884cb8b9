package dev.qwen4j.model.decode;

import dev.qwen4j.model.Completion;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.Usage;
import dev.qwen4j.model.tokenizer.StreamingDecoder;
import dev.qwen4j.model.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The token loop of one request: prompt in, then token by token until an end token, a stop word or a limit.
 *
 * @param prefixes gives sequences that have read the beginning of a prompt
 * @param chunk tokens of one forward pass over a prompt: bounds its memory and the wait until a cancel is seen
 * @param endTokens ids that end the text
 * @param cancelled asked between tokens
 */
public record Generation(
        PrefixCache prefixes, int chunk, Tokenizer tokenizer, Set<Integer> endTokens, BooleanSupplier cancelled) {
    /**
     * @param prompt at least one token
     * @param config {@code maxNewTokens} must fit the context
     * @throws CancellationException if {@code cancelled} said so
     */
    public Completion run(int[] prompt, GenerationConfig config, Consumer<String> onText) {
        Sampler sampler = new ConfiguredSampler(config);
        StopWords stopWords = new StopWords(config.stopWords());
        StreamingDecoder decoder = new StreamingDecoder(tokenizer);
        Text text = new Text(onText);
        BitSet seen = new BitSet();
        Arrays.stream(prompt).forEach(seen::set);
        FinishReason reason = FinishReason.LENGTH;
        int generated = 0;
        int known;
        try (CachedSequence sequence = prefixes.begin(prompt)) {
            known = sequence.length();
            float[] logits = prefill(prompt, sequence);
            while (generated < config.maxNewTokens()) {
                int token = sampler.next(Arrays.copyOf(logits, tokenizer.size()), seen);
                generated++;
                if (endTokens.contains(token)) {
                    reason = FinishReason.END_OF_TEXT;
                    break;
                }
                text.add(stopWords.accept(decoder.accept(token)));
                if (stopWords.found()) {
                    reason = FinishReason.STOP_WORD;
                    break;
                }
                if (generated < config.maxNewTokens()) {
                    seen.set(token);
                    logits = forward(new int[] {token}, sequence);
                }
            }
        }
        text.add(stopWords.accept(decoder.finish()));
        if (stopWords.found()) {
            reason = FinishReason.STOP_WORD;
        }
        text.add(stopWords.finish());
        return new Completion(text.all.toString(), reason, new Usage(prompt.length, generated, known));
    }

    private float[] prefill(int[] prompt, CachedSequence sequence) {
        float[] logits = {};
        for (int from = sequence.length(); from < prompt.length; from += chunk) {
            logits = forward(Arrays.copyOfRange(prompt, from, Math.min(from + chunk, prompt.length)), sequence);
        }
        return logits;
    }

    private float[] forward(int[] tokens, CachedSequence sequence) {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException();
        }
        return sequence.append(tokens);
    }

    /** What was shown so far. */
    private static final class Text {
        private final StringBuilder all = new StringBuilder();
        private final Consumer<String> onText;

        Text(Consumer<String> onText) {
            this.onText = onText;
        }

        void add(String piece) {
            if (!piece.isEmpty()) {
                all.append(piece);
                onText.accept(piece);
            }
        }
    }
}
