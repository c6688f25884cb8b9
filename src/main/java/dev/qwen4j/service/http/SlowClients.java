package dev.qwen4j.service.http;

import dev.qwen4j.service.Qwen4jConfig;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateHandler;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections of clients that begin what they do not finish: a connection on which nothing happens while no request
 * is being answered, and a request whose body stops coming or comes so slowly that it is made to last. An answer may take
 * as long as it takes: while the server works nothing needs to move.
 */
@Singleton
public class SlowClients implements HttpServerOptionsCustomizer {
    /** Of a body, in each {@code silence}: far below any real connection. */
    private static final long LEAST_BYTES = 1024;

    /** Before everything that answers; after the request has its id. */
    private static final int EARLY = 900;

    /** The name of Vert.x for the handler that closes idle connections. */
    private static final String IDLE = "idle";

    /** The same for the one that hands on what the others leave. */
    private static final String LAST = "handler";

    private static final String TOO_SLOW = "{\"error\":{\"message\":\"the rest of the request did not come in time\","
            + "\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"request_timeout\"}}";

    private final Duration silence;

    SlowClients(Qwen4jConfig config) {
        silence = config.limits().silence();
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        customize(options);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        customize(options);
    }

    private void customize(HttpServerOptions options) {
        options.setIdleTimeoutUnit(TimeUnit.MILLISECONDS).setIdleTimeout((int) silence.toMillis());
    }

    void watch(@Observes Filters filters) {
        filters.register(
                request -> {
                    letAnswerTakeItsTime(request);
                    watchBody(request, 0);
                    request.next();
                },
                EARLY);
    }

    /** On connections of HTTP/1.1, of which each answers one request after the other. */
    private void letAnswerTakeItsTime(RoutingContext request) {
        ChannelPipeline pipeline = pipeline(request.request());
        if (pipeline != null && pipeline.get(IDLE) != null) {
            pipeline.remove(IDLE);
            request.addEndHandler(end -> {
                if (pipeline.channel().isActive() && pipeline.get(IDLE) == null && pipeline.get(LAST) != null) {
                    long millis = silence.toMillis();
                    pipeline.addBefore(LAST, IDLE, new IdleStateHandler(0, 0, millis, TimeUnit.MILLISECONDS));
                }
            });
        }
    }

    private static @Nullable ChannelPipeline pipeline(HttpServerRequest request) {
        return request.connection() instanceof ConnectionBase connection
                ? connection.channel().pipeline()
                : null;
    }

    /**
     * Looks again and again until a body is there whose length was announced: enough of it has to come in each
     * {@code silence}. For others the framework bounds each wait.
     */
    private void watchBody(RoutingContext request, long before) {
        HttpServerRequest incoming = request.request();
        long announced = announcedBytes(incoming);
        if (announced == 0) {
            return;
        }
        long timer = request.vertx().setTimer(silence.toMillis(), now -> {
            long read = incoming.bytesRead();
            if (read >= announced
                    || request.response().headWritten()
                    || request.response().closed()) {
                return;
            }
            if (read - before < LEAST_BYTES) {
                refuse(request);
            } else {
                watchBody(request, read);
            }
        });
        request.addEndHandler(end -> request.vertx().cancelTimer(timer));
    }

    private static long announcedBytes(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0; // The HTTP parser has its own word on that.
        }
    }

    private static void refuse(RoutingContext request) {
        request.addEndHandler(end -> request.request().connection().close());
        request.response()
                .setStatusCode(408)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(TOO_SLOW);
    }
}
