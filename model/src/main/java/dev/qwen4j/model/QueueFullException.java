package dev.qwen4j.model;

/** A request that came when as many were waiting as may. Thrown at once, before any work is done. */
public final class QueueFullException extends ModelException {
    public QueueFullException(Batching batching) {
        super("the model is answering " + batching.sequences() + " requests and " + batching.waiting()
                + " more are waiting: try again later");
    }
}
