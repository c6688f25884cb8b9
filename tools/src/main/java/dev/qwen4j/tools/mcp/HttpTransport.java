package dev.qwen4j.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.mcp.client.McpCallContext;
import dev.langchain4j.mcp.client.transport.McpOperationHandler;
import dev.langchain4j.mcp.client.transport.McpTransport;
import dev.langchain4j.mcp.protocol.McpClientMessage;
import dev.langchain4j.mcp.protocol.McpInitializationNotification;
import dev.langchain4j.mcp.protocol.McpInitializeRequest;
import dev.qwen4j.tools.Excerpt;
import dev.qwen4j.tools.mcp.oauth.Authorization;
import dev.qwen4j.tools.mcp.oauth.Challenge;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streamable HTTP (specification of 2025-11-25, basic/transports), with what LangChain4j's own transport lacks:
 * streams that are resumed, OAuth, and answers to what a server asks the user.
 */
final class HttpTransport implements McpTransport {
    private static final Logger LOG = LoggerFactory.getLogger(HttpTransport.class);
    private static final ObjectMapper JSON = new JsonMapper();
    private static final String SESSION = "Mcp-Session-Id";
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final int MAX_RECONNECTIONS = 20;

    /** A server that refuses every token would be asked forever. */
    private static final int MAX_TOKENS = 2;

    /** What LangChain4j answers itself. */
    private static final Set<String> ANSWERED_ELSEWHERE = Set.of("ping", "roots/list");

    private final McpServer.Http server;
    private final Duration timeout;
    private final HttpClient client;
    private final Authorization authorization;
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    private volatile @Nullable McpOperationHandler handler;
    private volatile @Nullable String session;
    private volatile @Nullable String version;
    private volatile Runnable failure = () -> {};

    /** Ends when what has no answer was sent, in order. */
    private CompletableFuture<Void> told = CompletableFuture.completedFuture(null);

    /** @param browser shows a person where to consent, should the server want that */
    HttpTransport(McpServer.Http server, Duration timeout, Consumer<URI> browser) {
        this.server = server;
        this.timeout = timeout;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        authorization = new Authorization(server.url(), server.oauth(), browser, client);
    }

    @Override
    public void start(McpOperationHandler messages) {
        handler = messages;
    }

    private McpOperationHandler messages() {
        return Objects.requireNonNull(handler, "the transport has not been started");
    }

    @Override
    public CompletableFuture<JsonNode> initialize(McpInitializeRequest request) {
        session = null;
        version = null;
        ObjectNode message = JSON.valueToTree(request);
        if (message.path("params").path("capabilities") instanceof ObjectNode capabilities) {
            capabilities.putObject("elicitation");
        }
        return operation(request.getId(), message)
                .thenApplyAsync(
                        answer -> {
                            version = answer.path("result")
                                    .path("protocolVersion")
                                    .textValue();
                            send(JSON.valueToTree(new McpInitializationNotification()));
                            calls.execute(this::listen);
                            return answer;
                        },
                        calls);
    }

    @Override
    public CompletableFuture<JsonNode> executeOperationWithResponse(McpClientMessage message) {
        return operation(message.getId(), JSON.valueToTree(message));
    }

    @Override
    public CompletableFuture<JsonNode> executeOperationWithResponse(McpCallContext context) {
        return executeOperationWithResponse(context.message());
    }

    @Override
    public void executeOperationWithoutResponse(McpClientMessage message) {
        ObjectNode json = JSON.valueToTree(message);
        synchronized (this) {
            told = told.thenRunAsync(() -> send(json), calls);
        }
    }

    @Override
    public void executeOperationWithoutResponse(McpCallContext context) {
        executeOperationWithoutResponse(context.message());
    }

    private CompletableFuture<JsonNode> operation(Long id, ObjectNode message) {
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        messages().startOperation(id, answer);
        calls.execute(() -> {
            try {
                post(message, answer::isDone);
                if (!answer.isDone()) {
                    answer.completeExceptionally(new IOException("the server did not answer"));
                }
            } catch (IOException | RuntimeException e) {
                answer.completeExceptionally(e);
            } catch (InterruptedException e) {
                answer.cancel(false);
            }
        });
        return answer;
    }

    /** Sends what has no answer. */
    private void send(ObjectNode message) {
        try {
            post(message, () -> true);
        } catch (IOException | RuntimeException e) {
            LOG.debug("a message could not be sent to {}", server.url(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @param answered whether what the message asks for has come */
    private void post(ObjectNode message, BooleanSupplier answered) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = authorized(() -> request()
                .POST(HttpRequest.BodyPublishers.ofString(message.toString()))
                .header("Content-Type", "application/json"));
        if (response.statusCode() == 404 && session != null) {
            response.body().close();
            failure.run(); // the session is over: the client begins another
            throw new IOException("the server has forgotten the session");
        }
        if (response.statusCode() / 100 != 2) {
            throw refused(response);
        }
        response.headers().firstValue(SESSION).ifPresent(id -> session = id);
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (type.startsWith("text/event-stream")) {
            follow(response, answered);
            return;
        }
        try (InputStream body = response.body()) {
            if (type.startsWith("application/json")) {
                take(JSON.readTree(body));
            }
        }
    }

    /** Hears what the server says between answers, where it has a stream for that. */
    private void listen() {
        try {
            HttpResponse<InputStream> response = client.send(
                    withToken(request().GET(), authorization.token()).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() == 200) {
                follow(response, () -> false);
            } else {
                response.body().close();
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("{} is not listened to any more", server.url(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private static IOException refused(HttpResponse<InputStream> response) throws IOException {
        try (InputStream body = response.body()) {
            String text = new String(body.readNBytes(1000), StandardCharsets.UTF_8);
            return new IOException("HTTP " + response.statusCode() + " " + Excerpt.of(text, 200));
        }
    }

    /** Reads events, over as many connections as the server wants, until the answer is among them. */
    private void follow(HttpResponse<InputStream> first, BooleanSupplier answered)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> response = first;
        Duration retry = RETRY;
        String last = null;
        for (int i = 0; i < MAX_RECONNECTIONS; i++) {
            try (EventLines events = new EventLines(response.body())) {
                read(events, answered);
                last = events.lastId() == null ? last : events.lastId();
                retry = Objects.requireNonNullElse(events.retry(), retry);
            }
            if (answered.getAsBoolean() || last == null) {
                return;
            }
            Thread.sleep(retry.compareTo(LONGEST_RETRY) < 0 ? retry : LONGEST_RETRY);
            String from = last;
            response = authorized(() -> request().GET().header("Last-Event-ID", from));
            if (response.statusCode() != 200) {
                throw refused(response);
            }
        }
    }

    private void read(EventLines events, BooleanSupplier answered) throws IOException {
        try {
            for (String data = events.next(); data != null; data = events.next()) {
                take(JSON.readTree(data));
                if (answered.getAsBoolean()) {
                    return;
                }
            }
        } catch (IOException e) {
            if (events.lastId() == null) {
                throw e; // there is nothing to go on from
            }
        }
    }

    private void take(JsonNode message) {
        String method = message.path("method").asText("");
        if (message.has("id") && !method.isEmpty() && !ANSWERED_ELSEWHERE.contains(method)) {
            ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
            answer.set("id", message.get("id"));
            if (method.equals("elicitation/create")) {
                answer.set("result", Elicitation.answer(message.path("params")));
            } else {
                answer.putObject("error").put("code", -32601).put("message", "no such method: " + method);
            }
            calls.execute(() -> send(answer));
        } else {
            messages().handle(message);
        }
    }

    private HttpRequest.Builder request() {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.url())
                .timeout(timeout)
                .header("Accept", "application/json, text/event-stream");
        server.headers().forEach(request::setHeader);
        if (session != null) {
            request.header(SESSION, session);
        }
        if (version != null) {
            request.header("MCP-Protocol-Version", version);
        }
        return request;
    }

    private interface Requests {
        HttpRequest.Builder next();
    }

    /** Sends a request with a token where one is wanted, unless the user has set a header for that. */
    private HttpResponse<InputStream> authorized(Requests requests) throws IOException, InterruptedException {
        for (int tokens = 0; ; tokens++) {
            String token = authorization.token();
            HttpResponse<InputStream> response =
                    client.send(withToken(requests.next(), token).build(), HttpResponse.BodyHandlers.ofInputStream());
            if (!usesTokens() || tokens == MAX_TOKENS || !wantsToken(response)) {
                return response;
            }
            response.body().close();
            authorization.renew(response, token);
        }
    }

    /** The user's own header goes first. */
    private boolean usesTokens() {
        return server.headers().keySet().stream().noneMatch(name -> name.equalsIgnoreCase("Authorization"));
    }

    private HttpRequest.Builder withToken(HttpRequest.Builder request, @Nullable String token) {
        return usesTokens() && token != null ? request.setHeader("Authorization", "Bearer " + token) : request;
    }

    private static boolean wantsToken(HttpResponse<?> response) {
        return response.statusCode() == 401
                || (response.statusCode() == 403
                        && Challenge.of(response.headers()).wantsMoreScope());
    }

    /** A server shows that it is well by answering. */
    @Override
    public void checkHealth() {}

    @Override
    public void onFailure(Runnable action) {
        failure = action;
    }

    /** Tells the server that the session is over, without waiting for it, after what else it is to know. */
    @Override
    public void close() {
        awaitTold();
        if (session != null) {
            client.sendAsync(request().DELETE().build(), HttpResponse.BodyHandlers.discarding());
        }
        calls.shutdownNow();
    }

    /** That a call is given up must not be lost: the server would go on with it. */
    private void awaitTold() {
        CompletableFuture<Void> last;
        synchronized (this) {
            last = told;
        }
        try {
            last.get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("{} was not told all", server.url(), e);
        }
    }
}
