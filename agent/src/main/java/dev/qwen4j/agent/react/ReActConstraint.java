package dev.qwen4j.agent.react;

import dev.qwen4j.agent.Protocol;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.model.grammar.Grammar;
import dev.qwen4j.tools.ToolSpec;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds a model to steps in ReAct's format. The grammars are made when they are needed first. */
final class ReActConstraint implements Protocol.Constraint {
    private final ReActProfile profile;
    private final List<ToolSpec> tools;
    private @Nullable Grammar step;
    private @Nullable Grammar restOfStep;

    ReActConstraint(ReActProfile profile, List<ToolSpec> tools) {
        this.profile = profile;
        this.tools = tools;
    }

    @Override
    public Optional<Grammar> of(Transcript transcript) {
        boolean begun = !profile.opening().isEmpty()
                && (profile.opensQuestion()
                        || !transcript.lastTurn().exchanges().isEmpty());
        return Optional.of(begun ? restOfStep() : step());
    }

    private synchronized Grammar step() {
        Grammar known = step;
        if (known == null) {
            known = new ReActGrammar(tools).step();
            step = known;
        }
        return known;
    }

    private synchronized Grammar restOfStep() {
        Grammar known = restOfStep;
        if (known == null) {
            known = new ReActGrammar(tools).restOfStep();
            restOfStep = known;
        }
        return known;
    }
}
