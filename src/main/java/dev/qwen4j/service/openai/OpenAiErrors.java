package dev.qwen4j.service.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.agent.journal.JournalException;
import dev.qwen4j.agent.langchain4j.ChatModelException;
import dev.qwen4j.interpreter.InterpreterException;
import dev.qwen4j.interpreter.sessions.TooManySessionsException;
import dev.qwen4j.model.PromptTooLongException;
import dev.qwen4j.model.QueueFullException;
import dev.qwen4j.service.ModelUnavailableException;
import dev.qwen4j.service.http.Admission;
import dev.qwen4j.service.http.ApiKeys;
import dev.qwen4j.service.http.KeyQuotas;
import dev.qwen4j.service.http.LoopbackGuard;
import dev.qwen4j.service.http.ServerBusyException;
import dev.qwen4j.service.store.StoreException;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** The only place that turns a failure into a status and an OpenAI error object. */
@Singleton
public class OpenAiErrors {
    private static final Logger LOG = Logger.getLogger(OpenAiErrors.class);
    private static final int LOADING_RETRY_SECONDS = 2;
    private static final int BUSY_RETRY_SECONDS = 1;

    /** Before the framework's own filters; the higher comes first. */
    private static final int FIRST_CHECK = 600;

    private static final int SECOND_CHECK = 500;
    private static final int THIRD_CHECK = 450;

    /** What takes a place of {@link Admission}. */
    private static final Set<String> WORK =
            Set.of("/v1/chat/completions", "/v1/completions", "/v1/responses", "/v1/runs");

    private final ObjectMapper mapper;
    private final LoopbackGuard guard;
    private final ApiKeys keys;
    private final KeyQuotas quotas;
    private final Admission admission;
    private final MemorySize maxBodySize;

    OpenAiErrors(
            ObjectMapper mapper,
            LoopbackGuard guard,
            ApiKeys keys,
            KeyQuotas quotas,
            Admission admission,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBodySize) {
        this.mapper = mapper;
        this.guard = guard;
        this.keys = keys;
        this.quotas = quotas;
        this.admission = admission;
        this.maxBodySize = maxBodySize;
    }

    /** @param retryAfterSeconds 0 where trying again later does not help */
    private record Failure(int status, int retryAfterSeconds, ErrorBody body) {}

    /** Replaces the framework's own answer to a body of the wrong shape, which prevails over the mapper below. */
    @ServerExceptionMapper
    Response map(MismatchedInputException thrown) {
        return map((Throwable) thrown);
    }

    @ServerExceptionMapper
    Response map(Throwable thrown) {
        Failure failure = failure(thrown);
        Response.ResponseBuilder response =
                Response.status(failure.status()).entity(failure.body()).type(MediaType.APPLICATION_JSON_TYPE);
        if (failure.retryAfterSeconds() > 0) {
            response.header(HttpHeaders.RETRY_AFTER, failure.retryAfterSeconds());
        }
        if (thrown instanceof WebApplicationException e && e.getResponse().getHeaderString(HttpHeaders.ALLOW) != null) {
            response.header(HttpHeaders.ALLOW, e.getResponse().getHeaderString(HttpHeaders.ALLOW));
        }
        return response.build();
    }

    /** The error object of a failure in the middle of a stream, in one line. */
    public String json(Throwable thrown) {
        return write(failure(thrown).body());
    }

    /** The same as the properties of an error event, whose type is another thing. */
    ObjectNode properties(Throwable thrown) {
        return mapper.<ObjectNode>valueToTree(failure(thrown).body().error()).without("type");
    }

    /** Failures outside the resources, such as a path that does not exist. */
    void answerFailures(@Observes Router router) {
        for (int status : List.of(400, 404, 405, 406, 413, 414, 415, 500, 503)) {
            router.errorHandler(status, request -> answer(request, status));
        }
    }

    void refuseStrangers(@Observes Filters filters) {
        filters.register(
                request -> {
                    if (!guard.admits(request.request())) {
                        answer(request, 403);
                        return;
                    }
                    OptionalInt client = keys.client(request.request());
                    if (client.isEmpty()) {
                        // The first is what programs understand, the second makes browsers ask.
                        request.response().headers().add(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
                        request.response().headers().add(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"Qwen4j\"");
                        answer(request, 401);
                        return;
                    }
                    Duration wait = quotas.enter(client.getAsInt(), request);
                    if (wait.isZero()) {
                        request.next();
                    } else {
                        long seconds = wait.plusSeconds(1).minusNanos(1).toSeconds();
                        request.response().putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(seconds));
                        answer(request, 429);
                    }
                },
                FIRST_CHECK);
    }

    /** At once, and by the thread that reads: the others may all be at work. */
    void refuseWhenBusy(@Observes Filters filters) {
        filters.register(
                request -> {
                    Optional<ServerBusyException> busy =
                            asksForWork(request.request()) ? admission.refusal() : Optional.empty();
                    if (busy.isPresent()) {
                        Failure failure = failure(busy.get());
                        request.response()
                                .putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(failure.retryAfterSeconds()));
                        answer(request, failure);
                    } else {
                        request.next();
                    }
                },
                THIRD_CHECK);
    }

    private static boolean asksForWork(HttpServerRequest request) {
        return request.method() == HttpMethod.POST && WORK.contains(String.valueOf(request.path()));
    }

    /** Comes before the framework's own check of the same limit, which answers without a body. */
    void refuseLargeBodies(@Observes Filters filters) {
        filters.register(
                request -> {
                    if (announcedBytes(request) > maxBodySize.asLongValue()) {
                        request.addEndHandler(
                                end -> request.request().connection().close()); // The body is not going to be read.
                        answer(request, 413);
                    } else {
                        request.next();
                    }
                },
                SECOND_CHECK);
    }

    private static long announcedBytes(RoutingContext request) {
        String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0; // The HTTP parser has its own word on that.
        }
    }

    private void answer(RoutingContext request, int status) {
        answer(request, ofStatus(status));
    }

    private void answer(RoutingContext request, Failure failure) {
        HttpServerResponse response = request.response();
        if (response.headWritten()) {
            return;
        }
        response.setStatusCode(failure.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON)
                .end(Buffer.buffer(write(failure.body())));
    }

    private String write(ErrorBody body) {
        try {
            return mapper.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Failure failure(Throwable thrown) {
        return switch (thrown) {
            case InvalidRequestException e -> invalid(e.status(), e.getMessage(), e.param(), e.code());
            case PromptTooLongException e -> invalid(400, e.getMessage(), "messages", "context_length_exceeded");
            case JsonProcessingException e ->
                invalid(400, "the body cannot be read: " + e.getOriginalMessage(), field(e), "invalid_json");
            case WebApplicationException e when e.getCause() instanceof JsonProcessingException cause -> failure(cause);
            case WebApplicationException e -> ofStatus(e.getResponse().getStatus());
            case ModelUnavailableException e ->
                server(503, e.temporary() ? LOADING_RETRY_SECONDS : 0, e.getMessage(), "model_unavailable");
            case ChatModelException e -> server(503, LOADING_RETRY_SECONDS, e.getMessage(), "model_unavailable");
            case QueueFullException e -> server(503, BUSY_RETRY_SECONDS, e.getMessage(), "server_busy");
            case ServerBusyException e -> server(503, BUSY_RETRY_SECONDS, e.getMessage(), "server_busy");
            case TooManySessionsException e -> server(503, BUSY_RETRY_SECONDS, e.getMessage(), "server_busy");
            case JournalException e -> server(503, 0, e.getMessage(), "store_unavailable");
            case StoreException e -> server(503, 0, e.getMessage(), "store_unavailable");
            case InterpreterException e -> server(503, 0, e.getMessage(), "interpreter_unavailable");
            case InterruptedException e -> server(503, 0, "the request was cancelled", "cancelled");
            default -> {
                LOG.error("A request failed", thrown);
                yield server(500, 0, "the server failed to answer: see its log", "internal_error");
            }
        };
    }

    private static Failure ofStatus(int status) {
        return switch (status) {
            case 401 -> invalid(401, "no or no known key: send 'Authorization: Bearer KEY'", null, "invalid_api_key");
            case 403 ->
                invalid(403, "this service answers this machine only: open http://localhost", null, "forbidden_host");
            case 404 -> invalid(404, "there is nothing at this address: see GET /v1/models", null, "not_found");
            case 405 -> invalid(405, "this method is not allowed at this address", null, "method_not_allowed");
            case 406 -> invalid(406, "this address does not answer in a type you accept", null, "not_acceptable");
            case 413 -> invalid(413, "the body is too large", null, "body_too_large");
            case 415 -> invalid(415, "the body must be of type application/json", null, "unsupported_media_type");
            case 429 ->
                failure(
                        429,
                        0,
                        "your key has as many requests under way, or sent as many in a minute, as it may: try again later",
                        "rate_limit_error",
                        null,
                        "rate_limit_exceeded");
            default ->
                status < 500
                        ? invalid(status, "the request cannot be read", null, "invalid_request")
                        : server(status, 0, "the server failed to answer: see its log", "internal_error");
        };
    }

    private static Failure invalid(int status, @Nullable String message, @Nullable String param, String code) {
        return failure(status, 0, message, "invalid_request_error", param, code);
    }

    private static Failure server(int status, int retryAfterSeconds, @Nullable String message, String code) {
        return failure(status, retryAfterSeconds, message, "server_error", null, code);
    }

    private static Failure failure(
            int status,
            int retryAfterSeconds,
            @Nullable String message,
            String type,
            @Nullable String param,
            String code) {
        ErrorBody.Error error = new ErrorBody.Error(String.valueOf(message), type, param, code);
        return new Failure(status, retryAfterSeconds, new ErrorBody(error));
    }

    /** The path of the field that could not be read, as in {@code messages.0.role}. */
    private static @Nullable String field(JsonProcessingException e) {
        if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
            return null;
        }
        return mapping.getPath().stream()
                .map(part -> part.getFieldName() == null ? String.valueOf(part.getIndex()) : part.getFieldName())
                .collect(Collectors.joining("."));
    }
}
