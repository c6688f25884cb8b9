package dev.qwen4j.agent.react;

import dev.qwen4j.agent.Step;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.agent.Transcript.Exchange;
import dev.qwen4j.model.chat.PythonJson;
import dev.qwen4j.tools.Excerpt;
import dev.qwen4j.tools.ToolSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes Qwen's ReAct prompt. Pure. Source: {@code react_prompt.md}, {@code react_demo.py} and {@code openai_api.py} in
 * Qwen's repository.
 *
 * @param maxObservation characters of an observation that the model is shown; the middle of a longer one is left out
 */
public record ReActPrompt(ReActProfile profile, int maxObservation) {
    private static final int SMALLEST_OBSERVATION = 100;

    public ReActPrompt {
        if (maxObservation < SMALLEST_OBSERVATION) {
            throw new IllegalArgumentException(
                    "maxObservation must be at least " + SMALLEST_OBSERVATION + " but is " + maxObservation);
        }
    }

    /** What a model is told of its tools, up to {@code Begin!}. */
    public String instruction(List<ToolSpec> tools) {
        return """
                Answer the following questions as best you can. You have access to the following %s:

                %s

                Use the following format:

                Question: the input question you must answer
                Thought: you should always think about what to do
                Action: the action to take, should be one of [%s]
                Action Input: the input to the action
                Observation: the result of the action
                ... (this Thought/Action/Action Input/Observation can be repeated zero or more times)
                Thought: I now know the final answer
                Final Answer: the final answer to the original input question

                Begin!""".formatted(
                profile.noun(),
                String.join("\n\n", tools.stream().map(this::description).toList()),
                String.join(
                        profile.separator(), tools.stream().map(ToolSpec::name).toList()));
    }

    private String description(ToolSpec tool) {
        return tool.name() + ": Call this tool to interact with the " + tool.humanName() + " API. What is the "
                + tool.humanName() + " API useful for? " + tool.description() + " Parameters: "
                + PythonJson.write(tool.parameters()) + profile.argumentFormat();
    }

    /** The question that carries the instruction. */
    public String firstQuestion(List<ToolSpec> tools, String question) {
        return instruction(tools) + "\n\nQuestion: " + question + (profile.opensQuestion() ? profile.opening() : "");
    }

    /**
     * The conversation in the form the model was trained on: the tools are described before the first question, later
     * questions stand alone, and the assistant's part of a turn is its whole transcript. Without tools, plain chat.
     */
    public Dialogue dialogue(Transcript transcript, List<ToolSpec> tools) {
        List<Transcript.Turn> asked = new ArrayList<>(transcript.turns());
        asked.removeIf(turn -> turn.exchanges().isEmpty() && turn != transcript.lastTurn());
        List<Dialogue.Turn> turns = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            Transcript.Turn turn = asked.get(i);
            String user = i == 0 && !tools.isEmpty() ? firstQuestion(tools, turn.question()) : turn.question();
            turns.add(turn(user, turn.exchanges(), i == asked.size() - 1));
        }
        return new Dialogue(transcript.system(), turns);
    }

    private Dialogue.Turn turn(String user, List<Exchange> exchanges, boolean continued) {
        StringBuilder text = new StringBuilder();
        List<Dialogue.Written> written = new ArrayList<>();
        boolean answered = false;
        for (Exchange exchange : exchanges) {
            // The model went on after the opening, which stands before it and in the step.
            int start = text.isEmpty() ? 0 : text.length() + profile.opening().length();
            String step = exchange.step().text();
            text.append(text.isEmpty() ? step : "\n" + step.stripLeading());
            answered = exchange.step() instanceof Step.FinalAnswer;
            if (!answered) {
                text.append("\nObservation: ").append(observation(exchange.observation()));
            }
            if (!exchange.written().ids().isEmpty()) {
                written.add(new Dialogue.Written(start, exchange.written()));
            }
        }
        if (continued && !answered && !text.isEmpty()) {
            text.append(profile.opening());
        }
        return new Dialogue.Turn(user, text.toString(), written);
    }

    /** A tool's output as the model is shown it: not too long, and without lines that pass for the model's own. */
    public String observation(String output) {
        return Forgery.defuse(Excerpt.ends(output.strip(), maxObservation));
    }
}
