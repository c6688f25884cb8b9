package dev.qwen4j.service.openai;

import dev.qwen4j.model.LanguageModel;
import org.jspecify.annotations.Nullable;

/** A request that cannot be carried out as it is. */
public final class InvalidRequestException extends RuntimeException {
    private final int status;
    private final @Nullable String param;
    private final String code;

    private InvalidRequestException(int status, String message, @Nullable String param, String code) {
        super(message);
        this.status = status;
        this.param = param;
        this.code = code;
    }

    /** @param param the field that is wrong; null where it is the body as a whole */
    public static InvalidRequestException invalid(@Nullable String param, String message) {
        return new InvalidRequestException(400, message, param, "invalid_value");
    }

    /** What the request is about does not exist. */
    public static InvalidRequestException missing(String param, String message) {
        return new InvalidRequestException(404, message, param, "not_found");
    }

    /** There is no room for what the request brings. */
    public static InvalidRequestException tooLarge(String param, String message) {
        return new InvalidRequestException(413, message, param, "quota_exceeded");
    }

    /** What is asked for is not possible as things stand. */
    public static InvalidRequestException conflict(String message) {
        return new InvalidRequestException(409, message, null, "conflict");
    }

    static InvalidRequestException unsupported(String param, String message) {
        return new InvalidRequestException(400, message, param, "unsupported_parameter");
    }

    /** A request that names no model means the one that is here. */
    static void requireModel(@Nullable String asked, LanguageModel present) {
        if (asked != null && !asked.equals(present.name())) {
            throw unknownModel(asked, present.name());
        }
    }

    static InvalidRequestException unknownModel(String asked, String present) {
        String message = "the model '" + asked + "' does not exist: this server runs '" + present + "'";
        return new InvalidRequestException(404, message, "model", "model_not_found");
    }

    int status() {
        return status;
    }

    @Nullable
    String param() {
        return param;
    }

    String code() {
        return code;
    }
}
