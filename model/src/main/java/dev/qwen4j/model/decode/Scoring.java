package dev.qwen4j.model.decode;

import dev.qwen4j.model.TokenScore;
import dev.qwen4j.model.TokenScore.Candidate;
import dev.qwen4j.model.transformer.KvCache;
import dev.qwen4j.model.transformer.Transformer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** The probabilities a model gives to a sequence. */
public final class Scoring {
    /** Tokens of one forward pass: their logits, one vocabulary for each, are in memory together. */
    private static final int CHUNK = 64;

    private Scoring() {}

    /** @throws CancellationException if {@code cancelled} said so */
    public static List<TokenScore> score(Transformer transformer, int[] tokens, int top, BooleanSupplier cancelled) {
        int rows = transformer.vocabularyRows();
        for (int token : tokens) {
            if (token < 0 || token >= rows) {
                throw new IllegalArgumentException("token ids must be 0 to " + (rows - 1) + " but one is " + token);
            }
        }
        List<TokenScore> scores = new ArrayList<>();
        try (KvCache cache = transformer.newCache(tokens.length)) {
            for (int from = 0; from < tokens.length; from += CHUNK) {
                if (cancelled.getAsBoolean()) {
                    throw new CancellationException();
                }
                int[] chunk = Arrays.copyOfRange(tokens, from, Math.min(from + CHUNK, tokens.length));
                float[] logits = transformer.forwardEach(chunk, cache);
                for (int i = 0; i < chunk.length; i++) {
                    int position = from + i;
                    float[] row = Arrays.copyOfRange(logits, i * rows, (i + 1) * rows);
                    double total = logSumExp(row);
                    Double next = position + 1 < tokens.length ? row[tokens[position + 1]] - total : null;
                    scores.add(new TokenScore(position, chunk[i], next, best(row, total, top)));
                }
            }
        }
        return scores;
    }

    private static double logSumExp(float[] logits) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            greatest = Math.max(greatest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - greatest);
        }
        return greatest + Math.log(sum);
    }

    private static List<Candidate> best(float[] logits, double total, int count) {
        Comparator<Candidate> worstFirst =
                Comparator.comparingDouble(Candidate::logprob).thenComparing(Candidate::id, Comparator.reverseOrder());
        PriorityQueue<Candidate> best = new PriorityQueue<>(worstFirst);
        for (int id = 0; id < logits.length; id++) {
            Candidate candidate = new Candidate(id, logits[id] - total);
            if (best.size() < count) {
                best.add(candidate);
            } else if (count > 0 && worstFirst.compare(candidate, best.peek()) > 0) {
                best.poll();
                best.add(candidate);
            }
        }
        return best.stream().sorted(worstFirst.reversed()).toList();
    }
}
