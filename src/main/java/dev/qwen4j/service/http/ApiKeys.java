package dev.qwen4j.service.http;

import dev.qwen4j.service.Qwen4jConfig;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the service: whoever names one of the keys in a file, as a bearer token or, for browsers, as the password of
 * basic authentication. Without a file everybody may, and then the service answers its own machine only.
 */
@Singleton
public class ApiKeys {
    /** Whoever needs no key. */
    public static final int NOBODY = 0;

    private static final int SHORTEST_KEY = 16;

    /** Probes of a service manager carry no key, and learn nothing but whether the service is well. */
    private static final String OPEN_PATHS = "/q/health";

    /** SHA-256 of each key: all of one length, so that comparing takes the same time whatever was sent. */
    private final List<byte[]> digests;

    private final boolean needed;

    @Inject
    ApiKeys(Qwen4jConfig config, @ConfigProperty(name = "quarkus.http.host") String address)
            throws UnknownHostException {
        this(config.apiKeys().orElse(null), InetAddress.getByName(address));
    }

    /**
     * @throws IllegalStateException if there are no keys and other machines could connect, or the file is no file of keys
     */
    ApiKeys(@Nullable Path file, InetAddress address) {
        needed = file != null;
        digests = file != null ? read(file) : List.of();
        if (!needed && !address.isLoopbackAddress()) {
            throw new IllegalStateException("other machines could use the service at " + address.getHostAddress()
                    + " without a key: set qwen4j.api-keys to a file with one key a line, or listen on 127.0.0.1");
        }
    }

    private static List<byte[]> read(Path file) {
        List<String> keys;
        try (Stream<String> lines = Files.lines(file)) {
            keys = lines.map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .distinct()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalStateException("the file of keys " + file + " cannot be read: " + e.getMessage(), e);
        }
        if (keys.isEmpty() || keys.stream().anyMatch(key -> key.length() < SHORTEST_KEY)) {
            throw new IllegalStateException("the file of keys " + file + " needs one key a line, each of at least "
                    + SHORTEST_KEY + " characters: make one with 'openssl rand -hex 24'");
        }
        return keys.stream().map(ApiKeys::digest).toList();
    }

    /**
     * The number of the key that {@code request} names, from 1; {@link #NOBODY} where none is needed.
     *
     * @return empty if a key is needed and no known one is there
     */
    public OptionalInt client(HttpServerRequest request) {
        String path = request.path();
        if (!needed || (path != null && path.startsWith(OPEN_PATHS))) {
            return OptionalInt.of(NOBODY);
        }
        String key = sentKey(request);
        if (key == null) {
            return OptionalInt.empty();
        }
        byte[] digest = digest(key);
        int found = NOBODY;
        for (int i = 0; i < digests.size(); i++) {
            found |= MessageDigest.isEqual(digests.get(i), digest) ? i + 1 : 0;
        }
        return found == NOBODY ? OptionalInt.empty() : OptionalInt.of(found);
    }

    private static @Nullable String sentKey(HttpServerRequest request) {
        String sent = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (sent == null) {
            return null;
        }
        String[] parts = sent.strip().split(" +", 2);
        if (parts.length == 2 && parts[0].equalsIgnoreCase("Bearer")) {
            return parts[1];
        }
        return parts.length == 2 && parts[0].equalsIgnoreCase("Basic") && sentByOurPage(request)
                ? password(parts[1])
                : null;
    }

    /** A browser adds a password that it knows to requests of any page; it tells which ones are of another site. */
    private static boolean sentByOurPage(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        return site == null || site.equals("same-origin") || site.equals("none");
    }

    private static @Nullable String password(String credentials) {
        try {
            String both = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            return both.substring(both.indexOf(':') + 1);
        } catch (IllegalArgumentException e) {
            return null; // Not Base64, so not a key.
        }
    }

    private static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
