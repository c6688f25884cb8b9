package dev.qwen4j.tools.mcp.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who gives out the tokens for an MCP server, found as the specification of 2025-11-25 has it (basic/authorization).
 *
 * @param metadata what it says of itself (RFC 8414)
 * @param resource what tokens are asked for (RFC 8707)
 * @param scopes those that the MCP server names; empty if it names none
 */
record AuthorizationServer(JsonNode metadata, String resource, List<String> scopes) {
    /**
     * Finds the authorization server of {@code server}.
     *
     * @param named where the MCP server says that its metadata is; null if it does not
     * @throws IOException if there is none that can be used
     */
    static AuthorizationServer of(URI server, @Nullable String named, OAuthHttp http)
            throws IOException, InterruptedException {
        List<URI> places = named != null
                ? List.of(http.checked(named))
                : List.of(
                        server.resolve("/.well-known/oauth-protected-resource" + path(server)),
                        server.resolve("/.well-known/oauth-protected-resource"));
        Optional<JsonNode> described = first(places, http);
        if (described.isEmpty()) {
            return before2025(server, http);
        }
        JsonNode resource = described.get();
        String canonical = resource.path("resource").asText(server.toString());
        if (!covers(URI.create(canonical), server)) {
            throw new IOException("it asks for a token for " + canonical + ", which is another server");
        }
        URI issuer = http.checked(resource.path("authorization_servers").path(0).asText());
        JsonNode metadata = first(metadataOf(issuer), http)
                .orElseThrow(() -> new IOException("its authorization server " + issuer + " does not describe itself"));
        List<String> scopes = new ArrayList<>();
        resource.path("scopes_supported").forEach(scope -> scopes.add(scope.asText()));
        return new AuthorizationServer(checked(metadata), canonical, List.copyOf(scopes));
    }

    /** As the specification of 2025-03-26 had it: the MCP server is its own authorization server. */
    private static AuthorizationServer before2025(URI server, OAuthHttp http) throws IOException, InterruptedException {
        Optional<JsonNode> described = first(List.of(server.resolve("/.well-known/oauth-authorization-server")), http);
        ObjectNode usual = JsonNodeFactory.instance
                .objectNode()
                .put("authorization_endpoint", server.resolve("/authorize").toString())
                .put("token_endpoint", server.resolve("/token").toString())
                .put("registration_endpoint", server.resolve("/register").toString());
        usual.putArray("code_challenge_methods_supported").add("S256");
        return new AuthorizationServer(
                described.isPresent() ? checked(described.get()) : usual, server.toString(), List.of());
    }

    /** Where an issuer may describe itself, in order. */
    private static List<URI> metadataOf(URI issuer) {
        String path = path(issuer);
        List<URI> places = new ArrayList<>();
        places.add(issuer.resolve("/.well-known/oauth-authorization-server" + path));
        places.add(issuer.resolve("/.well-known/openid-configuration" + path));
        if (!path.isEmpty()) {
            places.add(issuer.resolve(path + "/.well-known/openid-configuration"));
        }
        return places;
    }

    private static Optional<JsonNode> first(List<URI> places, OAuthHttp http) throws IOException, InterruptedException {
        for (URI place : places) {
            Optional<JsonNode> found = http.get(place);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static JsonNode checked(JsonNode metadata) throws IOException {
        for (JsonNode method : metadata.path("code_challenge_methods_supported")) {
            if (method.asText().equals("S256")) {
                return metadata;
            }
        }
        throw new IOException("its authorization server does not support PKCE with S256");
    }

    private static String path(URI address) {
        String path = address.getRawPath();
        return path == null ? "" : path.replaceFirst("/+$", "");
    }

    private static boolean covers(URI resource, URI server) {
        return resource.resolve("/").equals(server.resolve("/"))
                && (path(server) + "/").startsWith(path(resource) + "/");
    }

    String authorizationEndpoint() {
        return metadata.path("authorization_endpoint").asText();
    }

    URI tokenEndpoint(OAuthHttp http) throws IOException {
        return http.checked(metadata.path("token_endpoint").asText());
    }

    boolean takesAddressesForIds() {
        return metadata.path("client_id_metadata_document_supported").asBoolean();
    }

    /** Null if clients cannot register themselves. */
    @Nullable
    String registrationEndpoint() {
        return metadata.path("registration_endpoint").textValue();
    }

    /** How clients may show who they are at the token endpoint. */
    List<String> clientAuthentications() {
        List<String> methods = new ArrayList<>();
        metadata.path("token_endpoint_auth_methods_supported").forEach(method -> methods.add(method.asText()));
        return methods.isEmpty() ? List.of("client_secret_basic") : methods;
    }
}
