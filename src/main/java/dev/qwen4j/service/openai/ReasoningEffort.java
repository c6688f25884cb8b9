package dev.qwen4j.service.openai;

import org.jspecify.annotations.Nullable;

/** Reads how much a model is to think, of which there are two degrees here: not at all, and as it likes. */
final class ReasoningEffort {
    private ReasoningEffort() {}

    static boolean isThinking(@Nullable String effort, String param) {
        return switch (effort) {
            case "none", "minimal" -> false;
            case "low", "medium", "high", "xhigh" -> true;
            case null -> true;
            default ->
                throw InvalidRequestException.invalid(
                        param, "'" + param + "' must be none, minimal, low, medium, high or xhigh");
        };
    }
}
