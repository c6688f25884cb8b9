package dev.qwen4j.agent;

import dev.qwen4j.agent.Transcript.Exchange;
import dev.qwen4j.agent.Transcript.Turn;
import dev.qwen4j.model.LanguageModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sees to it that the conversation leaves the model room to write: where it does not, the oldest observations are
 * shortened first, and then the oldest steps are left for the model to sum up.
 */
final class ContextFit {
    /** What stays of an observation that is shortened, in characters. */
    private static final int KEPT_CHARS = 200;

    private final LanguageModel model;
    private final RunState state;
    private final ModelCall modelCall;

    ContextFit(LanguageModel model, RunState state, ModelCall modelCall) {
        this.model = model;
        this.state = state;
        this.modelCall = modelCall;
    }

    /** What has to be shortened before the next call; empty if nothing has, or nothing can be. */
    Optional<Reduction> reduction() {
        int before = tokens(state.reduction());
        if (fits(before)) {
            return Optional.empty();
        }
        List<Reduction.Cut> cuts = new ArrayList<>(state.reduction().cuts());
        int now = before;
        for (Reduction.Cut cut : candidates()) {
            if (!cuts.contains(cut)) {
                cuts.add(cut);
                now = tokens(new Reduction(cuts, state.reduction().summary(), before, now));
                if (now <= enough()) {
                    break;
                }
            }
        }
        return now < before
                ? Optional.of(new Reduction(cuts, state.reduction().summary(), before, now))
                : Optional.empty();
    }

    /** Whether the conversation as it is shown leaves room for a step. */
    boolean fits() {
        return fits(tokens(state.reduction()));
    }

    private boolean fits(int tokens) {
        int room = Math.min(modelCall.sampling().maxNewTokens(), model.contextLength() / 8);
        return tokens + room <= model.contextLength();
    }

    /** Some less than there is room for, so that not every step changes what the model has read already. */
    int enough() {
        return model.contextLength() * 3 / 4;
    }

    int tokens(Reduction reduction) {
        return model.countTokens(modelCall.prompt(reduction));
    }

    /** Observations that are longer than what would stay of them, oldest first. */
    private List<Reduction.Cut> candidates() {
        List<Reduction.Cut> candidates = new ArrayList<>();
        List<Turn> turns = state.transcript().turns();
        for (int i = 0; i < turns.size(); i++) {
            List<Exchange> exchanges = turns.get(i).exchanges();
            for (int j = 0; j < exchanges.size(); j++) {
                if (exchanges.get(j).observations().stream().anyMatch(text -> text.length() > 2 * KEPT_CHARS)) {
                    candidates.add(new Reduction.Cut(i, j, KEPT_CHARS));
                }
            }
        }
        return candidates;
    }
}
