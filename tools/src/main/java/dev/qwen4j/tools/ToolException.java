package dev.qwen4j.tools;

import org.jspecify.annotations.Nullable;

/** A call that could not be carried out, for a reason the model can act on. The message is shown to the model. */
public final class ToolException extends RuntimeException {
    private final boolean temporary;

    public ToolException(String message) {
        this(message, null, false);
    }

    public ToolException(String message, Throwable cause) {
        this(message, cause, false);
    }

    private ToolException(String message, @Nullable Throwable cause, boolean temporary) {
        super(message, cause);
        this.temporary = temporary;
    }

    /** For a reason that may pass by itself, such as a server that is overloaded: see {@link Retrying}. */
    public static ToolException temporary(String message, @Nullable Throwable cause) {
        return new ToolException(message, cause, true);
    }

    /** Whether the same call may succeed a moment later. */
    public boolean isTemporary() {
        return temporary;
    }
}
