package dev.qwen4j.service.openai;

import org.jspecify.annotations.Nullable;

/** The body of every response that is not a success. */
public record ErrorBody(Error error) {
    /**
     * @param message names the cause and the next step
     * @param type {@code invalid_request_error} where the caller can do something about it, else {@code server_error}
     * @param param the field of the request that is wrong
     * @param code a word for programs
     */
    public record Error(
            String message,
            String type,
            @Nullable String param,
            @Nullable String code) {}
}
