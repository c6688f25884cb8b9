package dev.qwen4j.service.store;

/** The store cannot be used at the moment. The message names it, the cause and what to do. */
public final class StoreException extends RuntimeException {
    StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
