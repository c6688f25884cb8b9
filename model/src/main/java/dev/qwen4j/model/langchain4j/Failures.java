package dev.qwen4j.model.langchain4j;

import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.qwen4j.model.PromptTooLongException;
import dev.qwen4j.model.QueueFullException;

/** What went wrong, in LangChain4j's own exceptions. */
final class Failures {
    private Failures() {}

    static LangChain4jException translated(Exception e) {
        return switch (e) {
            case LangChain4jException same -> same;
            case PromptTooLongException tooLong -> new InvalidRequestException(tooLong.getMessage(), tooLong);
            case IllegalArgumentException invalid -> new InvalidRequestException(invalid.getMessage(), invalid);
            case QueueFullException full -> new RateLimitException(full.getMessage(), full);
            case UnsupportedOperationException unsupported ->
                new UnsupportedFeatureException(String.valueOf(unsupported.getMessage()));
            case InterruptedException interrupted -> {
                Thread.currentThread().interrupt();
                yield new LangChain4jException("the request was interrupted", interrupted);
            }
            default -> new InternalServerException(e.getMessage(), e);
        };
    }
}
