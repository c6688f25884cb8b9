package dev.qwen4j.interpreter.sessions;

/** As many sessions as allowed are in use; end one, or wait until one has been idle for long enough. */
public final class TooManySessionsException extends RuntimeException {
    TooManySessionsException(int limit) {
        super("there are " + limit + " Python sessions already, which is the limit: delete one, or try again later");
    }
}
