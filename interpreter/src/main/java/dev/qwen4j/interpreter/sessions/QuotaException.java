package dev.qwen4j.interpreter.sessions;

import java.io.IOException;

/** There is no room for what was to be kept: the message says how much there is. */
public final class QuotaException extends IOException {
    QuotaException(String message) {
        super(message);
    }
}
