package dev.qwen4j.agent.code;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.agent.Agent;
import dev.qwen4j.agent.AgentLimits;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolRegistry;
import dev.qwen4j.tools.ToolSpec;
import java.util.List;

/**
 * The loop with code in place of calls: the model explains which functions it will use and writes Python that calls them;
 * what the code gives is the answer. Code that raises is shown to the model with its error, once. Events, journal and
 * outcomes are the loop's: the code is an action of the tool that runs it.
 */
public final class CodeAgent {
    /** One attempt and one more with the error. */
    private static final int ATTEMPTS = 2;

    private CodeAgent() {}

    /**
     * @param mode whether each question stands alone
     * @param functions what the code can call: the interpreter's session must offer functions of these names
     * @param python runs code in that session, which it keeps from question to question; its only required parameter is
     *     {@code code}
     * @param limits their number of steps is replaced
     */
    public static Agent of(
            LanguageModel model, CodeMode mode, List<ToolSpec> functions, Tool python, AgentLimits limits) {
        AgentLimits attempts =
                new AgentLimits(ATTEMPTS, limits.maxTokens(), limits.maxDuration(), limits.eachTool(), limits.tools());
        GenerationConfig greedy = model.defaults().withDoSample(false).withRepetitionPenalty(1);
        return new Agent(
                model,
                new ToolRegistry(List.of(new Answering(python))),
                attempts,
                greedy,
                new CodeProtocol(mode, functions));
    }

    /** Its result is the answer. */
    private record Answering(Tool python) implements Tool {
        @Override
        public ToolSpec spec() {
            return python.spec();
        }

        @Override
        public ToolOutput call(ObjectNode arguments) throws InterruptedException {
            return python.call(arguments).asAnswer();
        }
    }
}
