package dev.qwen4j.model.decode;

import dev.qwen4j.model.Completion;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.grammar.TokenMasks;
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
 * @param masks of this tokenizer and these end tokens, for requests that have a grammar
 * @param cancelled asked between tokens
 */
public record Generation(
        PrefixCache prefixes,
        int chunk,
        Tokenizer tokenizer,
        Set<Integer> endTokens,
        TokenMasks masks,
        BooleanSupplier cancelled) {
    /**
     * @param prompt at least one token
     * @param config {@code maxNewTokens} must fit the context
     * @throws CancellationException if {@code cancelled} said so
     */
    public Completion run(int[] prompt, GenerationConfig config, Consumer<String> onText) {
        Constraint constraint = Constraint.of(config, masks, tokenizer, prompt);
        Sampler sampler = new ConfiguredSampler(config);
        Output output = new Output(tokenizer, prompt, config, onText);
        BitSet seen = new BitSet();
        Arrays.stream(prompt).forEach(seen::set);
        int known;
        try (CachedSequence sequence = prefixes.begin(prompt)) {
            known = sequence.length();
            int[] unread = Arrays.copyOfRange(prompt, known, prompt.length);
            while (output.isOpen()) {
                for (int token : constraint.forced()) {
                    if (output.isOpen()) {
                        output.addForced(token);
                        constraint.accept(token);
                        seen.set(token);
                        // Read in one pass together with what it follows.
                        unread = joined(unread, token);
                    }
                }
                if (output.isOpen() && !constraint.isComplete()) {
                    int token = constraint.choose(read(unread, sequence), seen, sampler);
                    if (endTokens.contains(token)) {
                        output.addEnd();
                    } else {
                        output.add(token);
                        constraint.accept(token);
                        seen.set(token);
                        unread = new int[] {token};
                    }
                }
                if (constraint.isComplete()) {
                    output.complete();
                }
            }
        }
        return output.finish(prompt.length, known);
    }

    private static int[] joined(int[] tokens, int token) {
        int[] longer = Arrays.copyOf(tokens, tokens.length + 1);
        longer[tokens.length] = token;
        return longer;
    }

    /** Reads {@code tokens} on, at least one; the logits after the last. */
    private float[] read(int[] tokens, CachedSequence sequence) {
        float[] logits = {};
        for (int from = 0; from < tokens.length; from += chunk) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException();
            }
            logits = sequence.append(Arrays.copyOfRange(tokens, from, Math.min(from + chunk, tokens.length)));
        }
        return logits;
    }
}
