package dev.qwen4j.interpreter.protocol;

import java.io.IOException;

/** The other side sent something that is no message. The stream cannot be read any further. */
public final class ProtocolException extends IOException {
    ProtocolException(String message) {
        super(message);
    }

    ProtocolException(String message, Throwable cause) {
        super(message, cause);
    }
}
