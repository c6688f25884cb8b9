package dev.qwen4j.agent;

import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.tools.ToolRegistry;
import java.util.function.Consumer;

/** The ReAct loop: a model, the tools it may call, and the limits within which it works. Thread-safe. */
public final class Agent {
    public Agent(LanguageModel model, ToolRegistry tools, AgentLimits limits) {}

    /**
     * Answers the last question of {@code transcript}. Blocks; to cancel, interrupt the calling thread.
     *
     * @param events receives what happens, in order; called on this thread and on the inference thread, never
     *     concurrently
     * @return how the run ended; a cancelled run ends in {@link Outcome.Cancelled} with the interrupt flag set
     */
    public Outcome run(Transcript transcript, Consumer<AgentEvent> events) {
        throw new UnsupportedOperationException();
    }
}
