package dev.qwen4j.tools.mcp.oauth;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits on the loopback address for a browser that an authorization server sends back to us (RFC 8252). */
final class Redirect implements AutoCloseable {
    private static final String PATH = "/callback";
    private static final byte[] THANKS =
            "You can close this page and go back to Qwen4j.".getBytes(StandardCharsets.UTF_8);

    private final HttpServer listener;
    private final String state;
    private final CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();

    /**
     * @param port 0 for any that is free
     * @param state which the browser has to bring back; answers without it are ignored
     */
    Redirect(int port, String state) throws IOException {
        this.state = state;
        listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        listener.createContext(PATH, this::take);
        listener.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + listener.getAddress().getPort() + PATH);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> query = query(exchange.getRequestURI());
            boolean ours = MessageDigest.isEqual(
                    query.getOrDefault("state", "").getBytes(StandardCharsets.UTF_8),
                    state.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            exchange.sendResponseHeaders(ours ? 200 : 400, ours ? THANKS.length : -1);
            if (ours) {
                exchange.getResponseBody().write(THANKS);
                answer.complete(query);
            }
        }
    }

    private static Map<String, String> query(URI address) {
        Map<String, String> values = new HashMap<>();
        String query = address.getRawQuery() == null ? "" : address.getRawQuery();
        for (String part : query.split("&", -1)) {
            String[] both = part.split("=", 2);
            values.put(both[0], both.length < 2 ? "" : URLDecoder.decode(both[1], StandardCharsets.UTF_8));
        }
        return values;
    }

    /** What the authorization server sent with the browser. */
    Map<String, String> await(Duration limit) throws IOException, InterruptedException {
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("nobody consented within " + limit.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        listener.stop(0);
    }
}
