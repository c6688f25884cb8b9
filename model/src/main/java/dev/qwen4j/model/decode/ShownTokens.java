package dev.qwen4j.model.decode;

import dev.qwen4j.model.Logprobs;
import dev.qwen4j.model.TokenLogprob;
import dev.qwen4j.model.tokenizer.Tokenizer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Tells how probable each token of a text was, as soon as some of the token's text is shown. */
final class ShownTokens {
    /** What is told of tokens that the model rules out, since JSON has no infinity. */
    private static final double LEAST = -9999;

    /** @param from where the token's text begins among all that was decoded, in UTF-16 units */
    private record Waiting(int from, TokenLogprob token) {}

    private final Logprobs logprobs;
    private final Tokenizer tokenizer;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private @Nullable TokenLogprob next;

    ShownTokens(Logprobs logprobs, Tokenizer tokenizer) {
        this.logprobs = logprobs;
        this.tokenizer = tokenizer;
    }

    /** Takes the logits that {@code token} comes out of, before it is {@link #add added}. */
    void score(int token, float[] logits) {
        float[] meaningful = Arrays.copyOf(logits, tokenizer.size());
        double total = Scoring.logSumExp(meaningful);
        if (Double.isNaN(total)) {
            throw ConfiguredSampler.notANumber(token);
        }
        List<TokenLogprob.Candidate> top = Scoring.best(meaningful, total, logprobs.top()).stream()
                .map(best -> candidate(best.id(), best.logprob()))
                .toList();
        next = new TokenLogprob(candidate(token, meaningful[token] - total), top);
    }

    private TokenLogprob.Candidate candidate(int id, double logprob) {
        byte[] bytes = tokenizer.bytes(id);
        List<Integer> unsigned =
                IntStream.range(0, bytes.length).mapToObj(i -> bytes[i] & 0xff).toList();
        return new TokenLogprob.Candidate(id, unsigned, Math.max(logprob, LEAST));
    }

    /** Takes the token that was scored last, whose text begins at {@code from}. */
    void add(int from) {
        if (next != null) {
            waiting.add(new Waiting(from, next));
            next = null;
        }
    }

    /** Tells of the tokens whose text begins before {@code length}. */
    void show(int length) {
        while (!waiting.isEmpty() && waiting.getFirst().from() < length) {
            logprobs.listener().accept(waiting.removeFirst().token());
        }
    }
}
