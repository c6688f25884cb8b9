package dev.qwen4j.agent;

import dev.qwen4j.model.Completion;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a model writes a run again as it did.
 *
 * @param modelCalls how many were made again
 * @param difference the first one that came out otherwise; null if all of them wrote the same tokens, or the same text
 *     where the model does not tell its tokens
 */
public record Replay(int modelCalls, @Nullable Difference difference) {
    /**
     * A model call that came out otherwise.
     *
     * @param recorded what it wrote then
     * @param repeated what it wrote now
     */
    public record Difference(int step, String recorded, String repeated) {}

    public boolean identical() {
        return difference == null;
    }

    static Replay of(Agent agent, Records records) throws InterruptedException {
        RunState state =
                new RunState(agent.protocol, agent.tools, records.state().started());
        ModelCall modelCall = new ModelCall(agent, state);
        Summing summing = new Summing(agent.model, state, new ContextFit(agent.model, state, modelCall));
        int calls = 0;
        for (AgentEvent event : records.events()) {
            Optional<Difference> difference = Optional.empty();
            if (event instanceof AgentEvent.Written written) {
                calls++;
                difference = difference(
                        event, written.completion(), Optional.of(modelCall.complete(Protocol.Listener.NONE)));
            } else if (event instanceof AgentEvent.Summarized summarized) {
                calls++;
                Optional<Summing.Task> task = summing.task();
                difference = difference(
                        event,
                        summarized.completion(),
                        task.isPresent() ? Optional.of(summing.complete(task.get())) : Optional.empty());
            }
            if (difference.isPresent()) {
                return new Replay(calls, difference.get());
            }
            state.apply(event);
        }
        return new Replay(calls, null);
    }

    /** @param repeated empty if there was nothing to write this time */
    private static Optional<Difference> difference(
            AgentEvent event, Completion recorded, Optional<Completion> repeated) {
        boolean same = repeated.isPresent()
                && repeated.get().text().equals(recorded.text())
                && repeated.get().written().ids().equals(recorded.written().ids());
        return same
                ? Optional.empty()
                : Optional.of(new Difference(
                        event.step(),
                        recorded.text(),
                        repeated.map(Completion::text).orElse("")));
    }
}
