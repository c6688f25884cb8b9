package dev.qwen4j.agent.react;

import dev.qwen4j.agent.Protocol;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.chat.ChatTemplate;
import dev.qwen4j.tools.ToolNames;
import dev.qwen4j.tools.ToolSpec;
import java.util.List;

/** Qwen's ReAct format as a protocol of the loop. A conversation without tools is plain chat. */
public record ReAct(ReActPrompt prompt) implements Protocol {
    private static final List<String> STOP_WORDS = List.of("\nObservation:");

    @Override
    public Prompt render(Transcript transcript, List<ToolSpec> tools, ChatTemplate template) {
        return prompt.dialogue(transcript, tools).render(template);
    }

    @Override
    public String lastAnswer(Transcript transcript, List<ToolSpec> tools) {
        if (tools.isEmpty()) {
            return "";
        }
        String thought = " I now know the final answer\nFinal Answer:";
        boolean begun = !transcript.lastTurn().exchanges().isEmpty();
        if ((begun || prompt.profile().opensQuestion())
                && !prompt.profile().opening().isEmpty()) {
            return thought;
        }
        return (begun ? "\n" : "") + "Thought:" + thought;
    }

    @Override
    public List<String> stopWords(List<ToolSpec> tools) {
        return tools.isEmpty() ? List.of() : STOP_WORDS;
    }

    @Override
    public Constraint constraint(List<ToolSpec> tools) {
        return tools.isEmpty() ? Constraint.NONE : new ReActConstraint(prompt.profile(), tools);
    }

    @Override
    public Reader reader(Transcript transcript, List<ToolSpec> tools, Listener listener) {
        return reader(tools, !transcript.lastTurn().exchanges().isEmpty(), listener);
    }

    /**
     * The same for a prompt made otherwise.
     *
     * @param afterObservation whether the prompt ends in an observation and what the host writes after it
     */
    public Reader reader(List<ToolSpec> tools, boolean afterObservation, Listener listener) {
        if (tools.isEmpty()) {
            return new PlainReader(listener);
        }
        ReActReader reader = new ReActReader(new ToolNames(tools), listener);
        if (afterObservation || prompt.profile().opensQuestion()) {
            reader.read(prompt.profile().opening().stripLeading());
        }
        return reader;
    }
}
