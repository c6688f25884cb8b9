package dev.qwen4j.tools.mcp.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a server that is an MCP server and its authorization server at once. */
@Timeout(60)
class AuthorizationTest {
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<Map<String, String>> asked = new CopyOnWriteArrayList<>();
    private final List<Map<String, String>> exchanged = new CopyOnWriteArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private HttpServer http;
    private String base;
    private String challenge = "Bearer";
    private int status = 401;

    @BeforeEach
    void serve() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::answer);
        http.start();
        base = "http://127.0.0.1:" + http.getAddress().getPort();
        answers.put(
                "/.well-known/oauth-protected-resource/mcp",
                "{\"resource\": \"BASE/mcp\", \"authorization_servers\": [\"BASE\"], \"scopes_supported\": [\"a\", \"b\"]}");
        answers.put(
                "/.well-known/oauth-authorization-server",
                "{\"issuer\": \"BASE\", \"authorization_endpoint\": \"BASE/authorize\", \"token_endpoint\": \"BASE/token\","
                        + " \"registration_endpoint\": \"BASE/register\", \"code_challenge_methods_supported\": [\"S256\"],"
                        + " \"token_endpoint_auth_methods_supported\": [\"none\"]}");
        answers.put("/register", "{\"client_id\": \"us\"}");
        answers.put("/token", "{\"access_token\": \"first\", \"refresh_token\": \"again\"}");
    }

    @AfterEach
    void stop() {
        http.stop(0);
        client.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (path.equals("/mcp")) {
                exchange.getResponseHeaders().set("WWW-Authenticate", challenge);
                exchange.sendResponseHeaders(status, -1);
            } else if (path.equals("/authorize")) {
                Map<String, String> query = form(exchange.getRequestURI().getRawQuery());
                asked.add(query);
                exchange.getResponseHeaders()
                        .set("Location", query.get("redirect_uri") + "?code=c&state=" + query.get("state"));
                exchange.sendResponseHeaders(302, -1);
            } else {
                if (path.equals("/token")) {
                    exchanged.add(form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
                }
                String json = answers.getOrDefault(path, "").replace("BASE", base);
                byte[] body = json.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(json.isEmpty() ? 404 : 200, json.isEmpty() ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    private static Map<String, String> form(String text) {
        Map<String, String> values = new HashMap<>();
        for (String part : text.split("&", -1)) {
            String[] both = part.split("=", 2);
            values.put(both[0], URLDecoder.decode(both[1], StandardCharsets.UTF_8));
        }
        return values;
    }

    private HttpResponse<?> refused() throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(base + "/mcp")).build(), HttpResponse.BodyHandlers.discarding());
    }

    private Authorization authorization(Consumer<URI> browser) {
        return new Authorization(URI.create(base + "/mcp"), OAuthClient.UNKNOWN, browser, client);
    }

    /** A person who agrees. */
    private void consent(URI address) {
        try (HttpClient browser = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.ALWAYS)
                .build()) {
            browser.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_token_is_got_with_a_proof_key_for_this_server_alone() throws Exception {
        Authorization authorization = authorization(this::consent);

        authorization.renew(refused(), null);

        assertThat(authorization.token()).isEqualTo("first");
        Map<String, String> page = asked.getFirst();
        assertThat(page)
                .containsEntry("client_id", "us")
                .containsEntry("resource", base + "/mcp")
                .containsEntry("scope", "a b")
                .containsEntry("code_challenge_method", "S256");
        Map<String, String> exchange = exchanged.getFirst();
        assertThat(exchange)
                .containsEntry("code", "c")
                .containsEntry("client_id", "us")
                .containsEntry("resource", base + "/mcp")
                .containsEntry("redirect_uri", page.get("redirect_uri"));
        byte[] hash = MessageDigest.getInstance("SHA-256")
                .digest(exchange.get("code_verifier").getBytes(StandardCharsets.US_ASCII));
        assertThat(page.get("code_challenge"))
                .isEqualTo(Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
    }

    @Test
    void a_token_that_ran_out_is_refreshed_without_anybody() throws Exception {
        Authorization authorization = authorization(this::consent);
        authorization.renew(refused(), null);
        answers.put("/token", "{\"access_token\": \"second\"}");

        authorization.renew(refused(), "first");
        authorization.renew(refused(), "first");

        assertThat(authorization.token()).isEqualTo("second");
        assertThat(asked).hasSize(1);
        assertThat(exchanged.getLast())
                .containsEntry("grant_type", "refresh_token")
                .containsEntry("refresh_token", "again");
        assertThat(exchanged).hasSize(2);
    }

    @Test
    void more_scope_is_asked_for_beside_what_was_granted() throws Exception {
        Authorization authorization = authorization(this::consent);
        challenge = "Bearer scope=\"read\"";
        authorization.renew(refused(), null);
        status = 403;
        challenge = "Bearer error=\"insufficient_scope\", scope=\"write\"";

        authorization.renew(refused(), "first");

        assertThat(asked).extracting(page -> page.get("scope")).containsExactly("read", "read write");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        /.well-known/oauth-protected-resource/mcp | {"resource": "https://other.example/mcp", "authorization_servers": ["BASE"]} | another server
        /.well-known/oauth-protected-resource/mcp | {"resource": "BASE/mcp", "authorization_servers": ["http://10.0.0.1"]}       | must have an https address
        /.well-known/oauth-protected-resource/mcp | {"resource": "BASE/mcp", "authorization_servers": ["file:///etc/passwd"]}    | must have an https address
        /.well-known/oauth-authorization-server   | {"authorization_endpoint": "BASE/authorize", "token_endpoint": "BASE/token"} | PKCE
        /register                                 | {"error": "no"}                                                              | no token
        /token                                    | {"token_type": "Bearer"}                                                     | no token
        """)
    void what_is_not_safe_is_refused(String path, String answer, String reason) {
        answers.put(path, answer);
        if (path.equals("/register")) {
            answers.remove("/token");
        }

        assertThatThrownBy(() -> authorization(this::consent).renew(refused(), null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(path.equals("/register") ? "404" : reason);
    }

    @Test
    void an_answer_without_our_state_is_none() throws Exception {
        List<Integer> statuses = new ArrayList<>();
        Authorization authorization = authorization(address -> {
            try {
                Map<String, String> query = form(address.getRawQuery());
                HttpRequest stolen = HttpRequest.newBuilder(
                                URI.create(query.get("redirect_uri") + "?code=stolen&state=other"))
                        .build();
                statuses.add(client.send(stolen, HttpResponse.BodyHandlers.discarding())
                        .statusCode());
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
            consent(address);
        });

        authorization.renew(refused(), null);

        assertThat(statuses).containsExactly(400);
        assertThat(exchanged).extracting(exchange -> exchange.get("code")).containsExactly("c");
    }
}
