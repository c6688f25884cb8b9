package dev.qwen4j.model.hub;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where one hub is and where its models are kept.
 *
 * @param cache the folder that holds {@code models--OWNER--MODEL}; need not exist; no two hubs share one
 * @param endpoint {@code http} or {@code https}, without a slash at its end
 * @param token sent to the endpoint's scheme, host and port and to no other; null to ask without one
 * @param timeout how long a connection may take to be made, and how long it may be silent
 */
public record HubPlace(Path cache, URI endpoint, @Nullable String token, Duration timeout) {
    public HubPlace {
        String scheme = endpoint.getScheme();
        if (!"https".equals(scheme) && !"http".equals(scheme) || endpoint.getHost() == null) {
            throw new IllegalArgumentException("endpoint must be an http or https address but is '" + endpoint + "'");
        }
        if (token != null
                && !token.matches("[!-~&&[^;,\"\\\\]]+")) { // never shown, not even here; also sent as a cookie
            throw new IllegalArgumentException("token must be one word of printable ASCII but is not");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be positive but is " + timeout);
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "HubPlace[cache=" + cache + ", endpoint=" + endpoint + ", token=" + (token == null ? "none" : "set")
                + ", timeout=" + timeout + "]";
    }
}
