package dev.qwen4j.agent;

import dev.qwen4j.model.Prompt.Segment.Generated;
import dev.qwen4j.model.chat.ChatMl;
import java.util.ArrayList;
import java.util.List;

/**
 * A conversation between a user and an agent, with every step in between. Immutable: each addition is a new transcript.
 *
 * @param system the system prompt
 * @param turns oldest first; the last one may still be without an answer
 */
public record Transcript(String system, List<Turn> turns) {
    /** A question and the steps taken to answer it. */
    public record Turn(String question, List<Exchange> exchanges) {
        public Turn {
            exchanges = List.copyOf(exchanges);
        }
    }

    /**
     * What the model wrote, and what it was shown in return.
     *
     * @param observations one for each call that the model asked for, in order; one for a step that cannot be carried
     *     out; none after a final answer
     * @param written the step in the model's own tokens; {@link Generated#NOTHING} where they are not known
     */
    public record Exchange(Step step, List<String> observations, Generated written) {
        public Exchange {
            observations = List.copyOf(observations);
        }

        /** An exchange with at most one observation, which may be empty for none. */
        public Exchange(Step step, String observation, Generated written) {
            this(step, observation.isEmpty() ? List.of() : List.of(observation), written);
        }

        /** All that the model was shown, as one text. */
        public String observation() {
            return String.join("\n", observations);
        }

        /** An exchange of which only the text is known. */
        public Exchange(Step step, String observation) {
            this(step, observation, Generated.NOTHING);
        }
    }

    public Transcript {
        turns = List.copyOf(turns);
    }

    /** An empty conversation under Qwen's default system prompt. */
    public static Transcript empty() {
        return new Transcript(ChatMl.DEFAULT_SYSTEM, List.of());
    }

    /** This conversation with a new question at its end. */
    public Transcript ask(String question) {
        List<Turn> longer = new ArrayList<>(turns);
        longer.add(new Turn(question, List.of()));
        return new Transcript(system, longer);
    }

    /**
     * This conversation with one more exchange in its last turn, of which only the text is known.
     *
     * @throws IllegalStateException if nothing was asked yet
     */
    public Transcript plus(Step step, String observation) {
        return plus(new Exchange(step, observation));
    }

    /**
     * This conversation with one more exchange in its last turn.
     *
     * @throws IllegalStateException if nothing was asked yet
     */
    public Transcript plus(Exchange exchange) {
        Turn last = lastTurn();
        List<Exchange> exchanges = new ArrayList<>(last.exchanges());
        exchanges.add(exchange);
        List<Turn> changed = new ArrayList<>(turns);
        changed.set(turns.size() - 1, new Turn(last.question(), exchanges));
        return new Transcript(system, changed);
    }

    /** Whether {@code step} is the last that was taken. */
    boolean endsIn(Step step) {
        List<Exchange> exchanges = lastTurn().exchanges();
        return !exchanges.isEmpty() && exchanges.getLast().step() == step;
    }

    /** This conversation without the last exchange of its last turn. */
    Transcript withoutLast() {
        Turn last = lastTurn();
        List<Turn> changed = new ArrayList<>(turns);
        changed.set(
                turns.size() - 1,
                new Turn(
                        last.question(),
                        last.exchanges().subList(0, last.exchanges().size() - 1)));
        return new Transcript(system, changed);
    }

    /** @throws IllegalStateException if nothing was asked yet */
    public Turn lastTurn() {
        if (turns.isEmpty()) {
            throw new IllegalStateException("the transcript holds no question: call ask first");
        }
        return turns.getLast();
    }
}
