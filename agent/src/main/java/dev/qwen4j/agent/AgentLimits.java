package dev.qwen4j.agent;

import java.time.Duration;

/**
 * When a run ends without an answer.
 *
 * @param maxSteps model calls
 * @param maxTokens tokens generated in all steps together
 * @param maxDuration wall time of the whole run
 */
public record AgentLimits(int maxSteps, int maxTokens, Duration maxDuration) {
    /** 12 steps, 4,096 tokens, 10 minutes. */
    public static final AgentLimits DEFAULT = new AgentLimits(12, 4096, Duration.ofMinutes(10));

    public AgentLimits {
        if (maxSteps < 1 || maxTokens < 1 || maxDuration.isNegative() || maxDuration.isZero()) {
            throw new IllegalArgumentException(
                    "limits must be positive but are " + maxSteps + " steps, " + maxTokens + " tokens, " + maxDuration);
        }
    }
}
