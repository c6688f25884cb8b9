package dev.qwen4j.service.http;

import dev.qwen4j.service.Qwen4jConfig;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Bounds the requests that work with the model or wait for it, so that a flood is refused at once. Thread-safe. */
@Singleton
public class Admission {
    /** A place among the admitted requests, given back by closing it. */
    public interface Place extends AutoCloseable {
        @Override
        void close();
    }

    private final int limit;
    private final Semaphore places;

    Admission(Qwen4jConfig config, MeterRegistry registry) {
        limit = config.limits().maxRequests();
        places = new Semaphore(limit);
        registry.gauge("qwen4j.requests.admitted", places, free -> limit - free.availablePermits());
    }

    /** Why no more can enter now; empty if some can. Asked before a request takes a thread. */
    public Optional<ServerBusyException> refusal() {
        return places.availablePermits() > 0 ? Optional.empty() : Optional.of(new ServerBusyException(limit));
    }

    /** @throws ServerBusyException if as many requests as allowed are under way */
    public Place enter() {
        if (!places.tryAcquire()) {
            throw new ServerBusyException(limit);
        }
        return places::release;
    }
}
