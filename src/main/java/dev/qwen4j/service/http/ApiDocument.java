package dev.qwen4j.service.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;

/** Lets people find the document of the API, {@code openapi.json}, where Quarkus has it, and its page likewise. */
final class ApiDocument {
    /** Before the framework's own answer that there is nothing. */
    private static final int EARLY = -1;

    void serve(@Observes Router router) {
        router.get("/q/openapi").order(EARLY).handler(request -> redirect(request, "/openapi.json"));
        router.get("/q/swagger-ui").order(EARLY).handler(request -> redirect(request, "/api/"));
    }

    private static void redirect(RoutingContext request, String path) {
        request.response()
                .setStatusCode(302)
                .putHeader(HttpHeaders.LOCATION, path)
                .end();
    }
}
