package dev.qwen4j.agent;

import dev.qwen4j.agent.Transcript.Exchange;
import dev.qwen4j.agent.Transcript.Turn;
import dev.qwen4j.tools.Excerpt;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a conversation that is too long is shown to the model.
 *
 * @param cuts observations that are shortened
 * @param summary what stands for the oldest steps; null if they are shown
 * @param tokensBefore tokens of the prompt before
 * @param tokensNow tokens of the prompt now
 */
public record Reduction(List<Cut> cuts, @Nullable Summary summary, int tokensBefore, int tokensNow) {
    /** All is shown. */
    static final Reduction NONE = new Reduction(List.of(), null, 0, 0);

    /**
     * An exchange of whose observations the model sees only the beginning of each.
     *
     * @param turn of the conversation, from 0
     * @param exchange within the turn, from 0
     * @param chars how many characters it sees
     */
    public record Cut(int turn, int exchange, int chars) {}

    /**
     * What the model is shown instead of all before an exchange.
     *
     * @param turn the first whose question is shown, from 0
     * @param exchange the first of that turn that is shown, from 0; all are left out if it has no more
     * @param text in the model's words
     */
    public record Summary(int turn, int exchange, String text) {
        private Turn shown(Turn whole) {
            List<Exchange> exchanges = whole.exchanges();
            return new Turn(
                    whole.question() + "\n\n(What was said and done before, summed up because the context is full: "
                            + text + ")",
                    exchanges.subList(exchange, exchanges.size()));
        }
    }

    public Reduction {
        cuts = List.copyOf(cuts);
    }

    /** The conversation as the model is shown it. */
    Transcript of(Transcript transcript) {
        List<Turn> turns = new ArrayList<>(transcript.turns());
        for (Cut cut : cuts) {
            turns.set(cut.turn, shortened(turns.get(cut.turn), cut));
        }
        if (summary != null) {
            turns.set(summary.turn, summary.shown(turns.get(summary.turn)));
            turns.subList(0, summary.turn).clear();
        }
        return new Transcript(transcript.system(), turns);
    }

    private static Turn shortened(Turn turn, Cut cut) {
        List<Exchange> exchanges = new ArrayList<>(turn.exchanges());
        Exchange whole = exchanges.get(cut.exchange);
        List<String> observations = whole.observations().stream()
                .map(text -> text.length() > cut.chars ? shortened(text, cut.chars) : text)
                .toList();
        exchanges.set(cut.exchange, new Exchange(whole.step(), observations, whole.written()));
        return new Turn(turn.question(), exchanges);
    }

    private static String shortened(String text, int chars) {
        String kept = Excerpt.cut(text, chars);
        return kept + "\n... (" + (text.length() - kept.length())
                + " characters left out, because the context is full)";
    }
}
