package dev.qwen4j.interpreter;

/** The worker process has ended and will send nothing more. */
final class WorkerEndedException extends Exception {
    WorkerEndedException() {
        super("the worker process has ended");
    }
}
