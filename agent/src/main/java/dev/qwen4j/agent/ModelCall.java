package dev.qwen4j.agent;

import dev.qwen4j.model.Completion;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.grammar.Grammar;
import dev.qwen4j.tools.ToolRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Has the model write what comes next in a run. */
final class ModelCall {
    /** What the model must not go on to after its last answer. */
    private static final List<String> BEYOND_ANSWER = List.of("\nThought:", "\nAction:", "\nQuestion:");

    private final LanguageModel model;
    private final ToolRegistry tools;
    private final Protocol protocol;
    private final Protocol.Constraint constraint;
    private final RunState state;

    /** What was read of an answer in the current call. */
    private final StringBuilder answer = new StringBuilder();

    ModelCall(Agent agent, RunState state) {
        model = agent.model;
        tools = agent.tools;
        protocol = agent.protocol;
        constraint = agent.constraint;
        this.state = state;
    }

    /** What the host writes for the model to go on from; empty but for a last answer. */
    String opening() {
        return state.closing() == null ? "" : protocol.lastAnswer(state.view(), tools.specs());
    }

    /** What the model continues. */
    Prompt prompt() {
        return prompt(state.reduction());
    }

    /** What the model would continue. */
    Prompt prompt(Reduction reduction) {
        Transcript view = state.view(reduction);
        return state.closing() == null
                ? protocol.render(view, tools.specs(), model.chatTemplate())
                : protocol.renderLast(view, tools.specs(), model.chatTemplate());
    }

    /** As the next call is sampled. */
    GenerationConfig sampling() {
        GenerationConfig sampling = state.sampling();
        if (state.closing() == null) {
            return sampling.grammar() == null && isHeld()
                    ? sampling.withGrammar(grammar().orElse(null))
                    : sampling;
        }
        List<String> stopWords = new ArrayList<>(sampling.stopWords());
        stopWords.addAll(BEYOND_ANSWER);
        return sampling.withStopWords(stopWords);
    }

    private boolean isHeld() {
        return state.options().constrain() != Constrain.OFF && model.followsGrammars();
    }

    private Optional<Grammar> grammar() {
        return constraint.of(state.view());
    }

    /** Whether the model would have to be held to a format and cannot be. */
    boolean isUnheld() {
        return state.options().constrain() == Constrain.STRICT
                && !tools.specs().isEmpty()
                && (!model.followsGrammars() || grammar().isEmpty());
    }

    Completion complete(Protocol.Listener listener) throws InterruptedException {
        answer.setLength(0);
        Protocol.Reader reader = protocol.reader(state.view(), tools.specs(), hearing(listener));
        reader.read(opening());
        Completion completion = model.complete(prompt(), sampling(), reader::read);
        reader.finish(completion.finishReason());
        answer.setLength(0);
        return completion;
    }

    private Protocol.Listener hearing(Protocol.Listener listener) {
        return new Protocol.Listener() {
            @Override
            public void thought(String delta) {
                listener.thought(delta);
            }

            @Override
            public void answer(String delta) {
                answer.append(delta);
                listener.answer(delta);
            }
        };
    }

    /** The beginning of an answer, if the last call was interrupted while the model wrote one; else empty. */
    String begunAnswer() {
        return answer.toString();
    }
}
