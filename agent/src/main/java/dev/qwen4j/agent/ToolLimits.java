package dev.qwen4j.agent;

import java.time.Duration;

/**
 * What one tool may use up in a run.
 *
 * @param perCall time of one call; then the call is given up and the model told so
 * @param perRun time of all calls together
 * @param bytesPerRun bytes of all observations together, in UTF-8
 */
public record ToolLimits(Duration perCall, Duration perRun, int bytesPerRun) {
    /** A minute a call, five minutes and a mebibyte a run. */
    public static final ToolLimits DEFAULT = new ToolLimits(Duration.ofMinutes(1), Duration.ofMinutes(5), 1 << 20);

    public ToolLimits {
        if (!perCall.isPositive() || !perRun.isPositive() || bytesPerRun < 1) {
            throw new IllegalArgumentException("limits of a tool must be positive but are " + perCall + ", " + perRun
                    + ", " + bytesPerRun + " bytes");
        }
    }
}
