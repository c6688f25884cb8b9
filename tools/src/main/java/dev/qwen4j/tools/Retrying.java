package dev.qwen4j.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/**
 * A tool that is called again when it fails for a reason that may pass ({@link ToolException#isTemporary()}), with a pause
 * before it that doubles each time. The limits of a call hold for all tries together.
 */
public final class Retrying implements Tool {
    private final Tool tool;
    private final int retries;
    private final Duration pause;

    private Retrying(Tool tool, int retries, Duration pause) {
        if (retries < 0 || retries > 10 || pause.isNegative()) {
            throw new IllegalArgumentException(
                    "retries must be 0 to 10 and the pause not negative but are " + retries + ", " + pause);
        }
        this.tool = tool;
        this.retries = retries;
        this.pause = pause;
    }

    /**
     * For a tool that only reads.
     *
     * @param pause before the first retry
     * @throws IllegalArgumentException if the tool has another risk than {@link Risk#READ}: what it does might be done
     *     twice
     */
    public static Tool of(Tool tool, int retries, Duration pause) {
        if (tool.spec().risk() != Risk.READ) {
            throw new IllegalArgumentException("'" + tool.spec().name() + "' has the risk "
                    + tool.spec().risk() + ", so a retry might do something twice");
        }
        return repeatable(tool, retries, pause);
    }

    /** For a tool of any risk of which the caller knows that doing its work twice is doing it once. */
    public static Tool repeatable(Tool tool, int retries, Duration pause) {
        return new Retrying(tool, retries, pause);
    }

    @Override
    public ToolSpec spec() {
        return tool.spec();
    }

    @Override
    public ToolOutput call(ObjectNode arguments) throws InterruptedException {
        Duration wait = pause;
        for (int tries = 0; ; tries++) {
            try {
                return tool.call(arguments.deepCopy());
            } catch (ToolException e) {
                if (!e.isTemporary() || tries == retries) {
                    throw e;
                }
            }
            Thread.sleep(wait);
            wait = wait.multipliedBy(2);
        }
    }
}
