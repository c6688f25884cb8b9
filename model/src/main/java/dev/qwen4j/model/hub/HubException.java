package dev.qwen4j.model.hub;

import dev.qwen4j.model.ModelException;

/**
 * A download that did not come about: the hub cannot be reached or refuses, what it sent is not what it announced, or
 * the cache cannot be written. What was received so far is kept, and the next attempt continues there.
 */
public final class HubException extends ModelException {
    HubException(String message) {
        super(message);
    }

    HubException(String message, Throwable cause) {
        super(message, cause);
    }
}
