package dev.qwen4j.agent;

import dev.qwen4j.agent.Transcript.Exchange;
import dev.qwen4j.agent.Transcript.Turn;
import java.util.ArrayList;
import java.util.List;

/**
 * How a conversation that is too long is shown to the model.
 *
 * @param cuts observations that are shortened
 * @param tokensBefore tokens of the prompt before
 * @param tokensNow tokens of the prompt now
 */
public record Reduction(List<Cut> cuts, int tokensBefore, int tokensNow) {
    /** All is shown. */
    static final Reduction NONE = new Reduction(List.of(), 0, 0);

    /**
     * An exchange of whose observations the model sees only the beginning of each.
     *
     * @param turn of the conversation, from 0
     * @param exchange within the turn, from 0
     * @param chars how many characters it sees
     */
    public record Cut(int turn, int exchange, int chars) {}

    public Reduction {
        cuts = List.copyOf(cuts);
    }

    /** The conversation as the model is shown it. */
    Transcript of(Transcript transcript) {
        if (cuts.isEmpty()) {
            return transcript;
        }
        List<Turn> turns = new ArrayList<>(transcript.turns());
        for (Cut cut : cuts) {
            Turn turn = turns.get(cut.turn);
            List<Exchange> exchanges = new ArrayList<>(turn.exchanges());
            Exchange whole = exchanges.get(cut.exchange);
            List<String> observations = whole.observations().stream()
                    .map(text -> text.length() > cut.chars ? shortened(text, cut.chars) : text)
                    .toList();
            exchanges.set(cut.exchange, new Exchange(whole.step(), observations, whole.written()));
            turns.set(cut.turn, new Turn(turn.question(), exchanges));
        }
        return new Transcript(transcript.system(), turns);
    }

    private static String shortened(String text, int chars) {
        int end = Character.isHighSurrogate(text.charAt(chars - 1)) ? chars - 1 : chars;
        return text.substring(0, end) + "\n... (" + (text.length() - end)
                + " characters left out, because the context is full)";
    }
}
