package dev.qwen4j.agent.langchain4j;

import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.qwen4j.model.ModelException;

/** A chat model that did not answer; the message says whose fault that seems and what its server said. */
public final class ChatModelException extends ModelException {
    ChatModelException(String model, Throwable cause) {
        super(model + ": " + said(cause), cause);
    }

    private static String said(Throwable cause) {
        String said = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return switch (cause) {
            case RateLimitException e -> "its server has too much to do, try again later: " + said;
            case AuthenticationException e -> "its server does not accept the key: " + said;
            case ModelNotFoundException e -> "its server has no such model or address: " + said;
            case InvalidRequestException e -> "its server does not take the request: " + said;
            case InternalServerException e -> "its server failed: " + said;
            case TimeoutException e -> "its server did not answer in time: " + said;
            default -> "its server cannot be reached or broke off: " + root(cause);
        };
    }

    private static String root(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
