package dev.qwen4j.model.decode;

import dev.qwen4j.model.Completion;
import dev.qwen4j.model.GenerationConfig;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The text of one request: prompt in, then token by token until an end token, a stop word or a limit. It says what to read
 * next, and goes on as the logits after that say.
 *
 * <p>Guessed tokens are read together with the one they may follow. Those that are then chosen, one after the other as if
 * there had been no guess, have been read already; the others are forgotten. So guesses change nothing but the time.
 *
 * <p>Not thread-safe: all of it on the inference thread, but for the constructor.
 */
final class Generation {
    /** Tokens that decoders take at a time: with more, guesses would have others read by kernels that round otherwise. */
    private static final int MOST_WITH_DRAFT = 8;

    private final Tokens text;
    private final int promptTokens;
    private final TokenRules rules;
    private final Constraint constraint;
    private final Sampler sampler;
    private final Output output;
    private final BitSet seen = new BitSet();
    private final PromptLookup lookup = new PromptLookup();
    /** Tokens to write whatever the model says, once it has said it. */
    private final Queue<Integer> due = new ArrayDeque<>();

    private @Nullable CachedSequence sequence;
    private int draftedTokens;
    private int passes;

    /**
     * @param prompt at least one token
     * @param config {@code maxNewTokens} must fit the context
     */
    Generation(int[] prompt, GenerationConfig config, Consumer<String> onText, TokenRules rules) {
        this.text = new Tokens(prompt);
        this.promptTokens = prompt.length;
        this.rules = rules;
        this.constraint = Constraint.of(config, rules.masks(), rules.tokenizer(), prompt);
        this.sampler = new ConfiguredSampler(config);
        this.output = new Output(rules.tokenizer(), prompt, config, onText);
        Arrays.stream(prompt).forEach(seen::set);
    }

    /** Prompt and what was written so far. */
    Tokens text() {
        return text;
    }

    int promptTokens() {
        return promptTokens;
    }

    /** Gets a sequence to read with, if anything needs to be read. */
    void begin(PrefixCache prefixes) {
        writeForced();
        if (output.isOpen()) {
            sequence = prefixes.begin(text, promptTokens);
        }
    }

    boolean hasBegun() {
        return sequence != null;
    }

    boolean isOpen() {
        return output.isOpen();
    }

    /** Whether the prompt has been read but for what the first pass that writes reads. */
    boolean isWriting() {
        return sequence != null && sequence.length() >= promptTokens;
    }

    /** Tokens that have been read. */
    int length() {
        return sequence == null ? 0 : sequence.length();
    }

    /**
     * What to read next.
     *
     * @param most tokens that are known, at least 1
     * @param drafts tokens to guess at most
     */
    Step next(int most, int drafts) {
        CachedSequence reading = Objects.requireNonNull(sequence);
        int from = reading.length();
        int to = Math.min(text.size(), from + most);
        if (to < text.size()) {
            return new Step(reading.sequence(), text.range(from, to), 0);
        }
        // The last token that may be written need not be guessed: nothing would be read after it.
        int room = Math.max(0, MOST_WITH_DRAFT - (to - from));
        int[] draft = lookup.draft(text, Math.min(Math.min(drafts, room), output.room() - 1));
        int[] tokens = IntStream.concat(Arrays.stream(text.range(from, to)), Arrays.stream(draft))
                .toArray();
        return new Step(reading.sequence(), tokens, 1 + draft.length);
    }

    /** Goes on as the logits of the step say, until it ends or something has to be read. */
    void accept(Step step, float[] logits) {
        if (step.logitRows() == 0) {
            return;
        }
        passes++;
        int drafted = step.logitRows() - 1;
        int known = text.size();
        int right = 0;
        boolean goesOn = true;
        while (goesOn && output.isOpen()) {
            int before = text.size();
            int row = logits.length / step.logitRows();
            writeNext(drafted == 0 ? logits : Arrays.copyOfRange(logits, right * row, (right + 1) * row));
            int[] draft =
                    Arrays.copyOfRange(step.tokens(), step.tokens().length - drafted + right, step.tokens().length);
            int mismatch = Arrays.mismatch(text.range(before, text.size()), draft);
            int same = mismatch < 0 ? draft.length : mismatch;
            right += same;
            goesOn = same == text.size() - before;
        }
        lookup.verified(drafted, right);
        draftedTokens += right;
        if (right < drafted) {
            step.sequence().truncate(known + right);
        }
    }

    private void writeNext(float[] logits) {
        boolean isForced = !due.isEmpty();
        int token = isForced ? due.remove() : constraint.choose(logits, seen, sampler);
        if (!isForced && rules.endTokens().contains(token)) {
            output.addEnd();
            text.add(token);
        } else {
            output.score(token, logits);
            if (isForced) {
                output.addForced(token);
            } else {
                output.add(token);
            }
            take(token);
            writeForced();
        }
    }

    /** What comes next whatever the model says; where its probability is asked for, one token with each pass. */
    private void writeForced() {
        if (!due.isEmpty()) {
            return;
        }
        for (int token : constraint.forced()) {
            if (output.isScored()) {
                due.add(token);
            } else if (output.isOpen()) {
                output.addForced(token);
                take(token);
            }
        }
        if (constraint.isComplete()) {
            output.complete();
        }
    }

    private void take(int token) {
        constraint.accept(token);
        seen.set(token);
        text.add(token);
    }

    /** What came of it, once it is no longer open. */
    Completion finish() {
        int cached = sequence == null ? 0 : sequence.cachedTokens();
        return output.finish(promptTokens, cached, draftedTokens, passes);
    }

    /** Gives the sequence back, for prompts that go on from here. */
    void end() {
        if (sequence != null) {
            sequence.close();
        }
    }

    /** Gives the sequence back as one that is not to be relied on. */
    void fail() {
        if (sequence != null) {
            sequence.discard();
        }
    }
}
