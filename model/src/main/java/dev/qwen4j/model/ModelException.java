package dev.qwen4j.model;

/** A checkpoint that cannot be used, or an engine that failed. The message names the file and the next step. */
public class ModelException extends RuntimeException {
    public ModelException(String message) {
        super(message);
    }

    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
