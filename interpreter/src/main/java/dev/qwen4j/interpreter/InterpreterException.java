package dev.qwen4j.interpreter;

/** No session could be started or kept for a reason outside the code that was run. */
public final class InterpreterException extends RuntimeException {
    public InterpreterException(String message) {
        super(message);
    }

    public InterpreterException(String message, Throwable cause) {
        super(message, cause);
    }
}
