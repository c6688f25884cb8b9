package dev.qwen4j.tools;

/** A call that could not be carried out, for a reason the model can act on. The message is shown to the model. */
public final class ToolException extends RuntimeException {
    public ToolException(String message) {
        super(message);
    }

    public ToolException(String message, Throwable cause) {
        super(message, cause);
    }
}
