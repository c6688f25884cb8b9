package dev.qwen4j.interpreter.worker.library;

/** A call that cannot be carried out; the Python module turns the message into an exception of its own kind. */
public final class LibraryException extends Exception {
    LibraryException(String message) {
        super(message);
    }

    LibraryException(String message, Throwable cause) {
        super(message, cause);
    }
}
