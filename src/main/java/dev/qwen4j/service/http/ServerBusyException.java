package dev.qwen4j.service.http;

/** As many requests as allowed are under way; the same request may succeed later. */
public final class ServerBusyException extends RuntimeException {
    ServerBusyException(int limit) {
        super("the server is busy: " + limit + " requests are under way already, try again in a moment");
    }
}
