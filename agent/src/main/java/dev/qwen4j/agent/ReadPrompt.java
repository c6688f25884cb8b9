package dev.qwen4j.agent;

import dev.qwen4j.model.Prompt;
import java.util.ArrayList;
import java.util.List;

/**
 * What the model read in one of its calls.
 *
 * @param step the step that it wrote then, or before it summed up earlier ones
 */
public record ReadPrompt(int step, Prompt prompt) {
    static List<ReadPrompt> of(Agent agent, Records records) {
        RunState state =
                new RunState(agent.protocol, agent.tools, records.state().started());
        ModelCall modelCall = new ModelCall(agent, state);
        Summing summing = new Summing(agent.model, state, new ContextFit(agent.model, state, modelCall));
        List<ReadPrompt> prompts = new ArrayList<>();
        for (AgentEvent event : records.events()) {
            if (event instanceof AgentEvent.Written) {
                prompts.add(new ReadPrompt(event.step(), modelCall.prompt()));
            } else if (event instanceof AgentEvent.Summarized) {
                summing.task().ifPresent(task -> prompts.add(new ReadPrompt(event.step(), task.prompt())));
            }
            state.apply(event);
        }
        return prompts;
    }
}
