package dev.qwen4j.agent;

import dev.qwen4j.model.Completion;
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
        int calls = 0;
        for (AgentEvent event : records.events()) {
            if (event instanceof AgentEvent.Written written) {
                Completion repeated = modelCall.complete(Protocol.Listener.NONE);
                calls++;
                Completion recorded = written.completion();
                if (!repeated.text().equals(recorded.text())
                        || !repeated.written().ids().equals(recorded.written().ids())) {
                    return new Replay(calls, new Difference(event.step(), recorded.text(), repeated.text()));
                }
            }
            state.apply(event);
        }
        return new Replay(calls, null);
    }
}
