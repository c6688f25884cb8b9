package dev.qwen4j.tools.mcp.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Us, as an authorization server knows us.
 *
 * @param authentication how we show who we are: {@code none}, {@code client_secret_basic} or {@code client_secret_post}
 */
record RegisteredClient(String id, @Nullable String secret, String authentication) {
    private static final String NONE = "none";
    private static final String BASIC = "client_secret_basic";
    private static final String POST = "client_secret_post";

    /**
     * What the user registered, or else the address of a document about us, or else what the server makes of us now.
     *
     * @throws IOException if the server takes none of these
     */
    static RegisteredClient of(OAuthClient known, AuthorizationServer server, URI redirect, OAuthHttp http)
            throws IOException, InterruptedException {
        List<String> methods = server.clientAuthentications();
        if (known.id() != null) {
            return new RegisteredClient(known.id(), known.secret(), method(methods, known.secret()));
        }
        if (server.takesAddressesForIds() && known.metadataUrl() != null) {
            return new RegisteredClient(known.metadataUrl(), null, NONE);
        }
        String endpoint = server.registrationEndpoint();
        if (endpoint == null) {
            throw new IOException("its authorization server wants to know us already: register qwen4j there with the"
                    + " redirect address " + redirect
                    + " and write \"oauth\": {\"clientId\": ..., \"clientSecret\": ...}");
        }
        String wanted = methods.contains(NONE) ? NONE : methods.contains(BASIC) ? BASIC : POST;
        JsonNode answer = http.postJson(http.checked(endpoint), description(redirect, wanted));
        String secret = answer.path("client_secret").textValue();
        String method = answer.path("token_endpoint_auth_method").asText(wanted);
        return new RegisteredClient(
                answer.path("client_id").asText(), secret, methods.contains(method) ? method : method(methods, secret));
    }

    private static ObjectNode description(URI redirect, String method) {
        ObjectNode description = JsonNodeFactory.instance
                .objectNode()
                .put("client_name", "Qwen4j")
                .put("token_endpoint_auth_method", method);
        description.putArray("redirect_uris").add(redirect.toString());
        description.putArray("grant_types").add("authorization_code").add("refresh_token");
        description.putArray("response_types").add("code");
        return description;
    }

    private static String method(List<String> supported, @Nullable String secret) {
        if (secret == null) {
            return NONE;
        }
        return supported.contains(BASIC) || !supported.contains(POST) ? BASIC : POST;
    }

    /** Adds who we are to a request for a token; gives its headers. */
    Map<String, String> authenticate(Map<String, String> form) {
        if (authentication.equals(BASIC) && secret != null) {
            String both = OAuthHttp.encoded(id) + ":" + OAuthHttp.encoded(secret);
            return Map.of(
                    "Content-Type",
                    "application/x-www-form-urlencoded",
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
        }
        form.put("client_id", id);
        if (authentication.equals(POST) && secret != null) {
            form.put("client_secret", secret);
        }
        return Map.of("Content-Type", "application/x-www-form-urlencoded");
    }
}
