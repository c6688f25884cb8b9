package dev.qwen4j.examples.benchmark;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * How well an agent served the questions with its tools in one order.
 *
 * @param order names of the tools as the model was told of them
 * @param trials of the questions that these tools can serve
 * @param complete whether the trials ran to an answer; else they ended with their first call
 * @param time wall time of all trials
 */
record Score(List<String> order, List<Trial> trials, boolean complete, Duration time) {
    /** The greatest share of right first calls first; among equals, of right answers. */
    static final Comparator<Score> BEST_FIRST = Comparator.comparingDouble(
                    (Score score) -> score.share(Trial::rightCall))
            .thenComparingDouble(score -> score.share(Trial::rightAnswer))
            .reversed();

    static final String HEADER = """
            | Tools in order | Right tool | Right call | Right answer | False calls | Seconds |
            |---|--:|--:|--:|--:|--:|""";

    Score {
        order = List.copyOf(order);
        trials = List.copyOf(trials);
    }

    long rightTools() {
        return count(Trial::rightTool);
    }

    long rightCalls() {
        return count(Trial::rightCall);
    }

    long rightAnswers() {
        return count(Trial::rightAnswer);
    }

    long falseCalls() {
        return count(Trial::falseCall);
    }

    private double share(Predicate<Trial> property) {
        return trials.isEmpty() ? 0 : (double) count(property) / trials.size();
    }

    private long count(Predicate<Trial> property) {
        return trials.stream().filter(property).count();
    }

    /** A row of the table under {@link #HEADER}. */
    String row() {
        long needing = count(trial -> trial.question().needsTool());
        return String.format(
                Locale.ROOT,
                "| %s | %d/%d | %d/%d | %s | %d/%d | %.1f |",
                String.join(" ", order),
                rightTools(),
                trials.size(),
                rightCalls(),
                trials.size(),
                complete ? rightAnswers() + "/" + trials.size() : "-",
                falseCalls(),
                trials.size() - needing,
                time.toMillis() / 1000.0);
    }
}
