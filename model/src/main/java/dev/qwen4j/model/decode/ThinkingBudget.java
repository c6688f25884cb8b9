package dev.qwen4j.model.decode;

import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.Prompt.Segment;
import dev.qwen4j.model.tokenizer.StreamingDecoder;
import dev.qwen4j.model.tokenizer.Tokenizer;
import java.util.BitSet;
import java.util.List;

/**
 * Closes a thought that has taken its number of tokens, at the end of a character, in the words that Qwen3's authors give
 * for that; what follows is another constraint's to say.
 */
final class ThinkingBudget implements Constraint {
    private static final Prompt CLOSING = new Prompt(List.of(
            new Segment.Text("\n\nConsidering the limited time by the user,"
                    + " I have to give the solution based on the thinking directly now.\n"),
            new Segment.Control(Thought.END),
            new Segment.Text("\n\n")));

    private final Constraint rest;
    private final int budget;
    private final Tokenizer tokenizer;
    private final Thought thought;
    private final StreamingDecoder decoder;

    /** @param prompt in which the thought may begin */
    ThinkingBudget(Constraint rest, int budget, Tokenizer tokenizer, int[] prompt) {
        this.rest = rest;
        this.budget = budget;
        this.tokenizer = tokenizer;
        this.thought = new Thought(tokenizer, prompt);
        this.decoder = new StreamingDecoder(tokenizer);
    }

    @Override
    public int[] forced() {
        boolean spent = thought.isOpen() && thought.tokens() >= budget && decoder.isBetweenCharacters();
        return spent ? tokenizer.encode(CLOSING) : rest.forced();
    }

    @Override
    public int choose(float[] logits, BitSet seen, Sampler sampler) {
        return rest.choose(logits, seen, sampler);
    }

    @Override
    public void accept(int token) {
        decoder.accept(token);
        thought.accept(token);
        rest.accept(token);
    }

    @Override
    public boolean isComplete() {
        return rest.isComplete();
    }
}
