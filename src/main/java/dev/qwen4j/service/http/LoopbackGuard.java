package dev.qwen4j.service.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pages of other sites away from a service that listens on the loopback address only. A browser on this machine can
 * be made to send it requests, by a name that a stranger's DNS points here (DNS rebinding) or by a plain form; both say
 * where they come from in {@code Host} or {@code Origin}. A service on another address has names of its own and is not
 * checked.
 */
@Singleton
public class LoopbackGuard {
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(?:\\.\\d{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);

    private final boolean active;

    LoopbackGuard(@ConfigProperty(name = "quarkus.http.host") String address) throws UnknownHostException {
        active = InetAddress.getByName(address).isLoopbackAddress();
    }

    /** Whether {@code request} is addressed to this machine, and sent by a page of it where a page sent it. */
    public boolean admits(HttpServerRequest request) {
        HostAndPort addressed = request.authority();
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return !active
                || (addressed != null
                        && isLoopback(addressed.host())
                        && (origin == null || isLoopback(hostOf(origin))));
    }

    private static boolean isLoopback(@Nullable String host) {
        return host != null && LOOPBACK.matcher(host).matches();
    }

    private static @Nullable String hostOf(String origin) {
        try {
            return new URI(origin).getHost();
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
