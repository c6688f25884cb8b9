package dev.qwen4j.agent;

import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.tools.ToolRegistry;
import java.util.ArrayList;
import java.util.List;

/**
 * What the model read in one of its calls.
 *
 * @param step the step that it wrote then
 */
public record ReadPrompt(int step, Prompt prompt) {
    static List<ReadPrompt> of(LanguageModel model, ToolRegistry tools, Protocol protocol, Records records) {
        RunState state = new RunState(protocol, tools, records.state().started());
        ModelCall modelCall = new ModelCall(model, tools, protocol, state);
        List<ReadPrompt> prompts = new ArrayList<>();
        for (AgentEvent event : records.events()) {
            if (event instanceof AgentEvent.Written) {
                prompts.add(new ReadPrompt(event.step(), modelCall.prompt()));
            }
            state.apply(event);
        }
        return prompts;
    }
}
