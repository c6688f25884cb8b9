package dev.qwen4j.tools.mcp.oauth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Asks authorization servers. Their addresses are told by the MCP server, so they may be anything: only https is followed,
 * and http on this machine where the MCP server itself is on it.
 */
final class OAuthHttp {
    private static final ObjectMapper JSON = new JsonMapper();
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final int MAX_BYTES = 1 << 20;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final HttpClient client;
    private final boolean local;

    OAuthHttp(HttpClient client, URI server) {
        this.client = client;
        local = isLoopback(server);
    }

    private static boolean isLoopback(URI address) {
        return address.getHost() != null && LOOPBACK.contains(address.getHost().toLowerCase(Locale.ROOT));
    }

    /** @throws IOException if it must not be asked */
    URI checked(String address) throws IOException {
        URI uri;
        try {
            uri = URI.create(address);
        } catch (IllegalArgumentException e) {
            throw new IOException("'" + address + "' is no address", e);
        }
        boolean safe = "https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && local && isLoopback(uri));
        if (!safe || uri.getHost() == null || uri.getFragment() != null) {
            throw new IOException("its authorization server " + address + " must have an https address");
        }
        return uri;
    }

    /** The JSON at an address; empty if there is none. */
    Optional<JsonNode> get(URI address) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = client.send(
                HttpRequest.newBuilder(checked(address.toString()))
                        .timeout(LIMIT)
                        .header("Accept", "application/json")
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        JsonNode body = body(response);
        return response.statusCode() == 200 && body.isObject() ? Optional.of(body) : Optional.empty();
    }

    JsonNode postJson(URI address, JsonNode body) throws IOException, InterruptedException {
        return post(address, Map.of("Content-Type", "application/json"), body.toString());
    }

    JsonNode postForm(URI address, Map<String, String> headers, Map<String, String> form)
            throws IOException, InterruptedException {
        return post(address, headers, form(form));
    }

    private JsonNode post(URI address, Map<String, String> headers, String text)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(checked(address.toString()))
                .timeout(LIMIT)
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(text));
        headers.forEach(request::header);
        HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        JsonNode body = body(response);
        if (response.statusCode() / 100 != 2) {
            throw new IOException(address + " answers with HTTP " + response.statusCode() + " "
                    + body.path("error").asText() + " "
                    + body.path("error_description").asText());
        }
        return body;
    }

    private static JsonNode body(HttpResponse<InputStream> response) throws IOException {
        try (InputStream in = response.body()) {
            return JSON.readTree(in.readNBytes(MAX_BYTES));
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    static String form(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
