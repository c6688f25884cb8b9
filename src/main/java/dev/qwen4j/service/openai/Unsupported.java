package dev.qwen4j.service.openai;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Refuses by name what OpenAI's API has and this one does not. What nobody knows is ignored. */
final class Unsupported {
    private Unsupported() {}

    static void refuse(boolean asked, String param, String instead) {
        if (asked) {
            throw InvalidRequestException.unsupported(param, "'" + param + "' is not supported: " + instead);
        }
    }

    /** Refuses a value that is there and not empty. */
    static void refuse(@Nullable JsonNode value, String param, String instead) {
        refuse(isGiven(value), param, instead);
    }

    /** Refuses a number that would change something. */
    static void refuse(@Nullable Double value, String param, String instead) {
        refuse(value != null && value != 0, param, instead);
    }

    static boolean isGiven(@Nullable JsonNode value) {
        return value != null && !value.isNull() && !(value.isContainerNode() && value.isEmpty());
    }
}
