package dev.qwen4j.model.decode;

import dev.qwen4j.model.Perplexity;
import dev.qwen4j.model.TokenScore;
import dev.qwen4j.model.TokenScore.Candidate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The probabilities a model gives to a sequence. */
public final class Scoring {
    /** Tokens of one forward pass: their logits, one vocabulary for each, are in memory together. */
    private static final int CHUNK = 64;

    private Scoring() {}

    /** Takes the logits after the token at {@code position}, one for each row of the embedding. */
    private interface Visitor {
        void visit(int position, float[] logits);
    }

    /** @throws CancellationException if {@code cancelled} said so */
    public static List<TokenScore> score(ForwardPass model, int[] tokens, int top, BooleanSupplier cancelled) {
        requireEmbedded(tokens, model.vocabularyRows());
        List<TokenScore> scores = new ArrayList<>();
        visit(model, tokens, cancelled, (position, logits) -> {
            double total = logSumExp(logits);
            Double next = position + 1 < tokens.length ? logits[tokens[position + 1]] - total : null;
            scores.add(new TokenScore(position, tokens[position], next, best(logits, total, top)));
        });
        return scores;
    }

    /**
     * @param tokens at least two
     * @param windowLength in tokens, at least two
     * @param onWindow receives the perplexity so far after each window
     * @throws CancellationException if {@code cancelled} said so
     */
    public static Perplexity perplexity(
            ForwardPass model,
            int[] tokens,
            int windowLength,
            BooleanSupplier cancelled,
            Consumer<Perplexity> onWindow) {
        requireEmbedded(tokens, model.vocabularyRows());
        int length = Math.min(windowLength, tokens.length);
        Perplexity soFar = new Perplexity(0, 0, 0, length);
        double sum = 0;
        for (int window = 1; window <= tokens.length / length; window++) {
            int[] text = Arrays.copyOfRange(tokens, (window - 1) * length, window * length);
            sum += negativeLogLikelihood(model, text, cancelled);
            long predicted = (long) window * (length - 1);
            soFar = new Perplexity(sum / predicted, predicted, window, length);
            onWindow.accept(soFar);
        }
        return soFar;
    }

    /** Of all tokens but the first, together. */
    private static double negativeLogLikelihood(ForwardPass model, int[] tokens, BooleanSupplier cancelled) {
        double[] sum = {0};
        visit(model, tokens, cancelled, (position, logits) -> {
            if (position + 1 < tokens.length) {
                sum[0] += logSumExp(logits) - logits[tokens[position + 1]];
            }
        });
        return sum[0];
    }

    private static void requireEmbedded(int[] tokens, int rows) {
        for (int token : tokens) {
            if (token < 0 || token >= rows) {
                throw new IllegalArgumentException("token ids must be 0 to " + (rows - 1) + " but one is " + token);
            }
        }
    }

    private static void visit(ForwardPass model, int[] tokens, BooleanSupplier cancelled, Visitor visitor) {
        int rows = model.vocabularyRows();
        try (Sequence sequence = model.begin(tokens.length)) {
            for (int from = 0; from < tokens.length; from += CHUNK) {
                if (cancelled.getAsBoolean()) {
                    throw new CancellationException();
                }
                int[] chunk = Arrays.copyOfRange(tokens, from, Math.min(from + CHUNK, tokens.length));
                float[] logits = model.append(Step.ofEach(sequence, chunk));
                requireNumbers(logits, rows);
                for (int i = 0; i < chunk.length; i++) {
                    visitor.visit(from + i, Arrays.copyOfRange(logits, i * rows, (i + 1) * rows));
                }
            }
        }
    }

    private static void requireNumbers(float[] logits, int rows) {
        for (int i = 0; i < logits.length; i++) {
            if (!(logits[i] < Float.POSITIVE_INFINITY)) {
                throw ConfiguredSampler.notANumber(i % rows);
            }
        }
    }

    /** What to subtract from each of {@code logits} for the logarithm of a probability. */
    static double logSumExp(float[] logits) {
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

    /**
     * The most probable tokens, best first.
     *
     * @param total {@link #logSumExp} of {@code logits}
     */
    static List<Candidate> best(float[] logits, double total, int count) {
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
