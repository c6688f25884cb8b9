package dev.qwen4j.tools.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.tools.Attachment;
import dev.qwen4j.tools.Excerpt;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolException;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolSpec;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One operation as a tool. Redirections are not followed: the key of the configuration goes to the configured address and
 * nowhere else.
 */
record OpenApiTool(Operation operation, URI base, OpenApiSource source, HttpClient client) implements Tool {
    private static final int MAX_BODY_BYTES = 2 << 20;
    /** Statuses of servers that may answer a moment later. */
    private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);

    private static final int MAX_ERROR_CHARS = 500;

    /** What came back. */
    private record Answer(int status, String type, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    @Override
    public ToolSpec spec() {
        return operation.spec();
    }

    @Override
    public ToolOutput call(ObjectNode arguments) throws InterruptedException {
        HttpRequest request;
        try {
            request = new OperationRequest(operation, arguments).build(base, source);
        } catch (IllegalArgumentException e) {
            throw new ToolException("the arguments make no valid address: " + e.getMessage(), e);
        }
        FutureTask<Answer> exchange = new FutureTask<>(() -> exchange(request));
        Thread thread = Thread.ofVirtual().name("openapi call").start(exchange);
        try {
            return output(exchange.get(source.timeout().toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw tooLong(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof HttpTimeoutException
                    ? tooLong(e)
                    : ToolException.temporary(base.getHost() + " cannot be reached: " + e.getCause(), e);
        } finally {
            thread.interrupt();
        }
    }

    private ToolException tooLong(Exception cause) {
        return ToolException.temporary(
                base.getHost() + " took longer than " + source.timeout().toSeconds()
                        + " s: try again later or do without",
                cause);
    }

    private Answer exchange(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            String type = response.headers()
                    .firstValue("Content-Type")
                    .orElse("")
                    .replaceFirst(";.*", "")
                    .strip()
                    .toLowerCase(Locale.ROOT);
            return new Answer(response.statusCode(), type, body.readNBytes(MAX_BODY_BYTES));
        }
    }

    private static ToolOutput output(Answer answer) {
        String type = answer.type();
        boolean text = type.isEmpty() || type.startsWith("text/") || type.endsWith("json") || type.endsWith("xml");
        if (answer.status() / 100 != 2) {
            String body = text ? Excerpt.of(answer.text().strip(), MAX_ERROR_CHARS) : "";
            String told = "HTTP " + answer.status() + (body.isEmpty() ? "" : ": " + body);
            throw PASSING.contains(answer.status()) ? ToolException.temporary(told, null) : new ToolException(told);
        }
        if (text) {
            String body = answer.text().strip();
            return ToolOutput.of(body.isEmpty() ? "done (HTTP " + answer.status() + ")" : body);
        }
        String name = "result." + type.replaceFirst(".*/", "").replaceAll("\\W.*", "");
        return ToolOutput.of("The result is a file of type " + type + ", shown to the user.")
                .with(new Attachment(name, type, answer.body()));
    }
}
