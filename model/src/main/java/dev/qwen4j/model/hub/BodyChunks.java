package dev.qwen4j.model.hub;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A response's body, read chunk by chunk by one thread. The client's own streams wait for ever on a connection that has
 * gone silent; this one gives up after a while. Holds at most one chunk that was not asked for yet.
 */
final class BodyChunks implements BodySubscriber<BodyChunks>, AutoCloseable {
    private sealed interface Signal {
        record Data(List<ByteBuffer> chunk) implements Signal {}

        record Failed(Throwable cause) implements Signal {}

        record Ended() implements Signal {}
    }

    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();

    @Override
    public CompletionStage<BodyChunks> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription.complete(given);
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> chunk) {
        signals.add(new Signal.Data(chunk));
    }

    @Override
    public void onError(Throwable cause) {
        signals.add(new Signal.Failed(cause));
    }

    @Override
    public void onComplete() {
        signals.add(new Signal.Ended());
    }

    /** The next bytes; null, once, at the end. */
    @Nullable
    List<ByteBuffer> next(Duration timeout) throws IOException, InterruptedException {
        Signal signal = signals.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (signal == null) {
            throw new HttpTimeoutException("nothing came for " + timeout.toMillis() + " ms");
        }
        return switch (signal) {
            case Signal.Data data -> {
                subscription.thenAccept(given -> given.request(1));
                yield data.chunk();
            }
            case Signal.Failed failed -> throw new IOException(failed.cause().getMessage(), failed.cause());
            case Signal.Ended ended -> null;
        };
    }

    /** The whole body, if it is not longer than {@code limitBytes}. */
    byte[] readAll(int limitBytes, Duration timeout) throws IOException, InterruptedException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (List<ByteBuffer> chunk = next(timeout); chunk != null; chunk = next(timeout)) {
            for (ByteBuffer part : chunk) {
                byte[] bytes = new byte[part.remaining()];
                part.get(bytes);
                all.writeBytes(bytes);
            }
            if (all.size() > limitBytes) {
                throw new IOException("the answer is longer than " + limitBytes + " bytes");
            }
        }
        return all.toByteArray();
    }

    /** Lets go of the connection, also when the rest of the body is still to come. */
    @Override
    public void close() {
        subscription.thenAccept(Subscription::cancel);
    }
}
