package dev.qwen4j.service.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.agent.Agent;
import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.AgentLimits;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.service.Caution;
import dev.qwen4j.tools.Attachment;
import dev.qwen4j.tools.Parameters;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolException;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolRegistry;
import dev.qwen4j.tools.ToolSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The agent as a tool: it answers a question with the other tools. Nobody can be asked for consent to a call here, so
 * what would need it is denied.
 *
 * @param tools what the agent may use
 * @param caution with which it does
 * @param events told of every step
 */
record RunAgent(
        LanguageModel model, ToolRegistry tools, AgentLimits limits, Caution caution, Consumer<AgentEvent> events)
        implements Tool {
    static final ToolSpec SPEC = new ToolSpec(
            "run_agent",
            "Agent",
            "Answers a question with a local Qwen model that thinks step by step and uses the other tools of this"
                    + " server. Returns the answer.",
            Parameters.create()
                    .required("question", "string", "what to find out or do")
                    .schema(),
            Risk.EXEC);

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public ToolOutput call(ObjectNode arguments) throws InterruptedException {
        String question = arguments.path("question").asText().strip();
        if (question.isEmpty()) {
            throw new ToolException("the question is empty: say what to find out or do");
        }
        Map<String, Attachment> made = new LinkedHashMap<>();
        Agent agent = caution.of(new Agent(model, tools, limits)).denyingInsteadOfAsking();
        Outcome outcome = agent.run(Transcript.empty().ask(question), event -> {
            events.accept(event);
            if (event instanceof AgentEvent.Observation observation) {
                observation.output().attachments().forEach(attachment -> made.put(attachment.name(), attachment));
            }
        });
        if (Thread.interrupted()) {
            throw new InterruptedException("the run was cancelled");
        }
        if (outcome instanceof Outcome.Failed failed) {
            throw new ToolException(failed.answer());
        }
        return new ToolOutput(outcome.answer(), List.copyOf(made.values()), false);
    }
}
