package dev.qwen4j.model.decode;

import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.grammar.Grammar;
import dev.qwen4j.model.grammar.GrammarState;
import dev.qwen4j.model.grammar.TokenMasks;
import dev.qwen4j.model.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.BitSet;

/** What one sequence may still write. Not thread-safe. */
interface Constraint {
    /** @param prompt in which a thought may begin */
    static Constraint of(GenerationConfig config, TokenMasks masks, Tokenizer tokenizer, int[] prompt) {
        Constraint text = ofGrammar(config, masks, tokenizer.size());
        Integer budget = config.thinkingBudget();
        return budget == null ? text : new ThinkingBudget(text, budget, tokenizer, prompt);
    }

    /** @param vocabulary ids with a meaning; logits beyond are padding */
    private static Constraint ofGrammar(GenerationConfig config, TokenMasks masks, int vocabulary) {
        Grammar grammar = config.grammar();
        if (grammar != null) {
            masks.prepare(); // here, on the caller's thread
        }
        boolean greedy = !config.doSample() || config.topK() == 1;
        return grammar == null ? new None(vocabulary) : new ByGrammar(vocabulary, grammar.start(), masks, greedy);
    }

    /** The tokens that come next whatever the model says; often none. */
    int[] forced();

    /**
     * A token that may come next.
     *
     * @param logits of each row of the embedding; left as they are
     */
    int choose(float[] logits, BitSet seen, Sampler sampler);

    /** Told of each token that was written, end tokens excepted. */
    void accept(int token);

    /** Whether nothing may follow. */
    boolean isComplete();

    /** Anything goes. */
    record None(int vocabulary) implements Constraint {
        @Override
        public int[] forced() {
            return new int[0];
        }

        @Override
        public int choose(float[] logits, BitSet seen, Sampler sampler) {
            return sampler.next(Arrays.copyOf(logits, vocabulary), seen);
        }

        @Override
        public void accept(int token) {}

        @Override
        public boolean isComplete() {
            return false;
        }
    }

    /** As a grammar allows. */
    final class ByGrammar implements Constraint {
        private final int vocabulary;
        private final TokenMasks masks;
        private final boolean greedy;
        private GrammarState state;

        private ByGrammar(int vocabulary, GrammarState start, TokenMasks masks, boolean greedy) {
            this.vocabulary = vocabulary;
            this.state = start;
            this.masks = masks;
            this.greedy = greedy;
        }

        @Override
        public int[] forced() {
            return masks.forced(state);
        }

        @Override
        public int choose(float[] logits, BitSet seen, Sampler sampler) {
            if (greedy) {
                // The most probable token of all is the most probable of those allowed, if it is one: no mask needed.
                int best = sampler.next(Arrays.copyOf(logits, vocabulary), seen);
                if (masks.allows(state, best)) {
                    return best;
                }
            }
            return sampler.next(masked(logits), seen);
        }

        private float[] masked(float[] logits) {
            BitSet allowed = masks.allowed(state);
            if (allowed.nextSetBit(0) < 0) {
                throw new ModelException("the grammar asks for what no token of this model's vocabulary begins with");
            }
            float[] masked = Arrays.copyOf(logits, vocabulary);
            for (int id = allowed.nextClearBit(0); id < masked.length; id = allowed.nextClearBit(id + 1)) {
                // What is no number stays, for the sampler to complain of.
                if (!Float.isNaN(masked[id])) {
                    masked[id] = Float.NEGATIVE_INFINITY;
                }
            }
            return masked;
        }

        @Override
        public void accept(int token) {
            state = masks.advance(state, token);
        }

        @Override
        public boolean isComplete() {
            return state.isComplete();
        }
    }
}
