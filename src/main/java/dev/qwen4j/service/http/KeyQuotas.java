package dev.qwen4j.service.http;

import dev.qwen4j.service.Qwen4jConfig;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What one key may ask for, so that one client does not take the places of all: requests at the same time, and requests in
 * a minute. Only what makes the service work counts: requests with method POST under {@code /v1}. Where no keys are needed
 * all clients together are one. Thread-safe.
 */
@Singleton
public class KeyQuotas {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final Duration UNTIL_ONE_ENDS = Duration.ofSeconds(1);

    private final int atOnce;
    private final int perMinute;
    private final LongSupplier clock;
    private final Map<Integer, Account> accounts = new ConcurrentHashMap<>();

    @Inject
    KeyQuotas(Qwen4jConfig config) {
        this(
                config.limits().requestsPerKey().orElse(Integer.MAX_VALUE),
                config.limits().requestsPerMinute().orElse(Integer.MAX_VALUE),
                System::nanoTime);
    }

    /** @param clock in nanoseconds */
    KeyQuotas(int atOnce, int perMinute, LongSupplier clock) {
        if (atOnce < 1 || perMinute < 1) {
            throw new IllegalArgumentException(
                    "qwen4j.limits.requests-per-key and requests-per-minute must be at least 1 but are " + atOnce
                            + " and " + perMinute);
        }
        this.atOnce = atOnce;
        this.perMinute = perMinute;
        this.clock = clock;
    }

    /**
     * Counts a request until it has ended.
     *
     * @param client the number of its key
     * @return for how long to refuse it; zero if it may be answered
     */
    public Duration enter(int client, RoutingContext request) {
        String path = request.request().path();
        if (request.request().method() != HttpMethod.POST || path == null || !path.startsWith("/v1/")) {
            return Duration.ZERO;
        }
        Account account = accounts.computeIfAbsent(client, any -> new Account());
        Duration wait = account.enter();
        if (wait.isZero()) {
            request.addEndHandler(end -> account.leave());
        }
        return wait;
    }

    /** What one key has used. */
    final class Account {
        private int underWay;
        /** Requests that may still be sent, growing with time; a fraction is on its way. */
        private double left = perMinute;

        private long seen = clock.getAsLong();

        synchronized Duration enter() {
            long now = clock.getAsLong();
            left = Math.min(perMinute, left + (double) (now - seen) * perMinute / MINUTE);
            seen = now;
            if (underWay >= atOnce) {
                return UNTIL_ONE_ENDS;
            }
            if (left < 1) {
                return Duration.ofNanos((long) Math.ceil((1 - left) * MINUTE / perMinute));
            }
            left--;
            underWay++;
            return Duration.ZERO;
        }

        synchronized void leave() {
            underWay--;
        }
    }
}
