package dev.qwen4j.tools.mcp.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gets tokens for one MCP server from its authorization server: OAuth 2.1 with PKCE, as the protocol's specification of
 * 2025-11-25 asks of clients. A person consents in a browser. Tokens are kept in memory only. Thread-safe.
 */
public final class Authorization {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration CONSENT_LIMIT = Duration.ofMinutes(2);

    private final URI server;
    private final OAuthClient known;
    private final Consumer<URI> browser;
    private final OAuthHttp http;
    private @Nullable AuthorizationServer issuer;
    private @Nullable RegisteredClient client;
    private int port;
    private Set<String> scopes = Set.of();
    private @Nullable String token;
    private @Nullable String refreshToken;

    /**
     * @param server that is to be used
     * @param known how we are known to whoever gives permission
     * @param browser shows a person the address where to consent
     * @param client follows no redirects
     */
    public Authorization(URI server, OAuthClient known, Consumer<URI> browser, HttpClient client) {
        this.server = server;
        this.known = known;
        this.browser = browser;
        http = new OAuthHttp(client, server);
        port = known.redirectPort();
    }

    /** What to send now; null if nothing is known yet. */
    public synchronized @Nullable String token() {
        return token;
    }

    /**
     * Gets a token that serves better than the one that was refused.
     *
     * @param refused the token that was sent; null if there was none
     * @throws IOException if there is none to be had
     */
    public synchronized void renew(HttpResponse<?> response, @Nullable String refused)
            throws IOException, InterruptedException {
        if (token != null && !token.equals(refused)) {
            return; // another request was faster
        }
        Challenge challenge = Challenge.of(response.headers());
        if (response.statusCode() == 401 && refreshed()) {
            return;
        }
        if (issuer == null || challenge.resourceMetadata() != null) {
            issuer = AuthorizationServer.of(server, challenge.resourceMetadata(), http);
        }
        scopes = wanted(challenge, issuer);
        consent(issuer);
    }

    private Set<String> wanted(Challenge challenge, AuthorizationServer from) {
        Set<String> wanted = new LinkedHashSet<>(challenge.wantsMoreScope() ? scopes : Set.of());
        String scope = challenge.scope();
        wanted.addAll(scope == null ? from.scopes() : List.of(scope.split(" ")));
        return wanted;
    }

    private boolean refreshed() throws IOException, InterruptedException {
        if (refreshToken == null || issuer == null || client == null) {
            return false;
        }
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", refreshToken);
        refreshToken = null; // one that does not work is not tried again
        try {
            ask(issuer, client, form);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void consent(AuthorizationServer from) throws IOException, InterruptedException {
        String state = random();
        String verifier = random();
        try (Redirect redirect = new Redirect(port, state)) {
            port = redirect.address().getPort();
            RegisteredClient us = client == null ? RegisteredClient.of(known, from, redirect.address(), http) : client;
            client = us;
            browser.accept(page(from, us, redirect.address(), state, verifier));
            Map<String, String> answer = redirect.await(CONSENT_LIMIT);
            String code = answer.get("code");
            if (code == null) {
                throw new IOException("its authorization server refused: " + answer.getOrDefault("error", "no code")
                        + " " + answer.getOrDefault("error_description", ""));
            }
            requireIssuer(answer.get("iss"), from);
            Map<String, String> form = new LinkedHashMap<>();
            form.put("grant_type", "authorization_code");
            form.put("code", code);
            form.put("redirect_uri", redirect.address().toString());
            form.put("code_verifier", verifier);
            ask(from, us, form);
        }
    }

    /** An answer of another authorization server is an attack (RFC 9207). */
    private static void requireIssuer(@Nullable String named, AuthorizationServer from) throws IOException {
        String issuer = from.metadata().path("issuer").textValue();
        if (named != null && issuer != null && !named.equals(issuer)) {
            throw new IOException("the answer came from " + named + " in place of " + issuer);
        }
    }

    private URI page(AuthorizationServer from, RegisteredClient us, URI redirect, String state, String verifier)
            throws IOException {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", us.id());
        query.put("redirect_uri", redirect.toString());
        query.put("state", state);
        query.put("code_challenge", sha256(verifier));
        query.put("code_challenge_method", "S256");
        query.put("resource", from.resource());
        if (!scopes.isEmpty()) {
            query.put("scope", String.join(" ", scopes));
        }
        String endpoint = from.authorizationEndpoint();
        return http.checked(endpoint + (endpoint.contains("?") ? "&" : "?") + OAuthHttp.form(query));
    }

    private void ask(AuthorizationServer from, RegisteredClient us, Map<String, String> form)
            throws IOException, InterruptedException {
        form.put("resource", from.resource());
        Map<String, String> headers = us.authenticate(form);
        JsonNode answer = http.postForm(from.tokenEndpoint(http), headers, form);
        String given = answer.path("access_token").textValue();
        if (given == null) {
            throw new IOException("its authorization server gave no token");
        }
        token = given;
        refreshToken = answer.path("refresh_token").textValue();
    }

    private static String random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String sha256(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
