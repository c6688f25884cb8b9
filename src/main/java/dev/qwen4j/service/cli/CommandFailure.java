package dev.qwen4j.service.cli;

/** A command that cannot go on. The message is one line for the user: the cause, a colon, the next step. */
final class CommandFailure extends RuntimeException {
    private final int exitStatus;

    CommandFailure(int exitStatus, String message) {
        super(message);
        this.exitStatus = exitStatus;
    }

    CommandFailure(int exitStatus, String message, Throwable cause) {
        super(message, cause);
        this.exitStatus = exitStatus;
    }

    int exitStatus() {
        return exitStatus;
    }
}
