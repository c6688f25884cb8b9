package dev.qwen4j.agent;

import java.time.Duration;
import java.util.Map;

/**
 * What a run may use up.
 *
 * @param maxSteps model calls; one more may be made for a last answer
 * @param maxTokens tokens generated in all steps together; some of them are kept for a last answer
 * @param maxDuration wall time of the whole run, without the time that it waits for somebody
 * @param eachTool what each tool may use up
 * @param tools by name what holds for a tool instead
 */
public record AgentLimits(
        int maxSteps, int maxTokens, Duration maxDuration, ToolLimits eachTool, Map<String, ToolLimits> tools) {
    private static final int MOST_ANSWER_TOKENS = 256;
    private static final int ANSWER_SHARE = 8;

    /** 12 steps, 4,096 tokens, 10 minutes, and the default for each tool. */
    public static final AgentLimits DEFAULT = new AgentLimits(12, 4096, Duration.ofMinutes(10));

    public AgentLimits {
        if (maxSteps < 1 || maxTokens < 1 || !maxDuration.isPositive()) {
            throw new IllegalArgumentException(
                    "limits must be positive but are " + maxSteps + " steps, " + maxTokens + " tokens, " + maxDuration);
        }
        tools = Map.copyOf(tools);
    }

    /** With the default limits for each tool. */
    public AgentLimits(int maxSteps, int maxTokens, Duration maxDuration) {
        this(maxSteps, maxTokens, maxDuration, ToolLimits.DEFAULT, Map.of());
    }

    /** What the tool may use up. */
    public ToolLimits of(String tool) {
        return tools.getOrDefault(tool, eachTool);
    }

    /** The same with other limits for each tool. */
    public AgentLimits withEachTool(ToolLimits value) {
        return new AgentLimits(maxSteps, maxTokens, maxDuration, value, tools);
    }

    /** Tokens that are kept for an answer when steps or tokens run out. */
    int answerTokens() {
        return Math.min(MOST_ANSWER_TOKENS, maxTokens / ANSWER_SHARE);
    }
}
