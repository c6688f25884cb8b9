package dev.qwen4j.service;

/** The model is still loading, or could not be loaded. */
public final class ModelUnavailableException extends RuntimeException {
    private final boolean temporary;

    ModelUnavailableException(String message, boolean temporary) {
        super(message);
        this.temporary = temporary;
    }

    /** Whether the same request may succeed later. */
    public boolean temporary() {
        return temporary;
    }
}
