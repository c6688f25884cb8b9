package dev.qwen4j.service.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.enterprise.event.Observes;
import java.util.UUID;

/** Names each request in a header of its response, so that people can talk about it. */
final class RequestId {
    private static final int FIRST = 1000;

    void addRequestId(@Observes Filters filters) {
        filters.register(
                request -> {
                    request.response().putHeader("x-request-id", "req_" + UUID.randomUUID());
                    request.next();
                },
                FIRST);
    }
}
