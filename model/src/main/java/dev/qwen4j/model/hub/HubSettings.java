package dev.qwen4j.model.hub;

import dev.qwen4j.model.ModelException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where models come from and where they are kept.
 *
 * @param cache the folder that holds {@code models--OWNER--MODEL}; need not exist
 * @param endpoint {@code http} or {@code https}, without a slash at its end
 * @param token sent to the endpoint's host and to no other; null to ask without one
 * @param offline whether to send no request at all
 * @param timeout how long a connection may take to be made, and how long it may be silent
 */
public record HubSettings(
        Path cache, URI endpoint, @Nullable String token, boolean offline, Duration timeout) {
    private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");

    public HubSettings {
        String scheme = endpoint.getScheme();
        if (!"https".equals(scheme) && !"http".equals(scheme) || endpoint.getHost() == null) {
            throw new IllegalArgumentException("endpoint must be an http or https address but is '" + endpoint + "'");
        }
        if (token != null && !token.matches("[!-~]+")) { // never shown, not even here
            throw new IllegalArgumentException("token must be one word of printable ASCII but is not");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be positive but is " + timeout);
        }
    }

    /**
     * Follows the rules of Python's {@code huggingface_hub}: {@code HF_HUB_CACHE}, {@code HF_HOME},
     * {@code XDG_CACHE_HOME}, {@code HF_ENDPOINT}, {@code HF_TOKEN}, {@code HF_TOKEN_PATH}, {@code HF_HUB_OFFLINE} and
     * {@code HF_HUB_DOWNLOAD_TIMEOUT}. A variable that is empty counts as absent.
     *
     * @param environment usually {@code System.getenv()}
     * @param home the user's home folder
     * @throws IllegalArgumentException if a variable has no usable value; the message names it
     * @throws ModelException if the file that holds the token cannot be read
     */
    public static HubSettings of(Map<String, String> environment, Path home) {
        Variables variables = new Variables(environment, home);
        Path huggingFace = variables.path(
                "HF_HOME",
                variables.path("XDG_CACHE_HOME", home.resolve(".cache")).resolve("huggingface"));
        return new HubSettings(
                variables.path("HF_HUB_CACHE", huggingFace.resolve("hub")),
                variables.endpoint(),
                variables.token(huggingFace),
                TRUE.contains(variables.text("HF_HUB_OFFLINE", "").toUpperCase(Locale.ROOT)),
                variables.timeout());
    }

    private record Variables(Map<String, String> environment, Path home) {
        String text(String name, String absent) {
            String value = environment.getOrDefault(name, "").strip();
            return value.isEmpty() ? absent : value;
        }

        Path path(String name, Path absent) {
            String value = text(name, "");
            if (value.isEmpty()) {
                return absent;
            }
            return value.equals("~") || value.startsWith("~/")
                    ? home.resolve(value.substring(1).replaceFirst("^/", ""))
                    : Path.of(value);
        }

        URI endpoint() {
            String value = text("HF_ENDPOINT", "https://huggingface.co").replaceFirst("/+$", "");
            try {
                URI uri = URI.create(value);
                if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                    return uri;
                }
            } catch (IllegalArgumentException e) {
                throw wrong("HF_ENDPOINT", value, "like https://huggingface.co", e);
            }
            throw wrong("HF_ENDPOINT", value, "like https://huggingface.co", null);
        }

        Duration timeout() {
            String value = text("HF_HUB_DOWNLOAD_TIMEOUT", "10");
            try {
                int seconds = Integer.parseInt(value);
                if (seconds > 0) {
                    return Duration.ofSeconds(seconds);
                }
            } catch (NumberFormatException e) {
                throw wrong("HF_HUB_DOWNLOAD_TIMEOUT", value, "a number of seconds", e);
            }
            throw wrong("HF_HUB_DOWNLOAD_TIMEOUT", value, "a number of seconds", null);
        }

        @Nullable
        String token(Path huggingFace) {
            String token = text("HF_TOKEN", "");
            if (token.isEmpty()) {
                token = tokenIn(path("HF_TOKEN_PATH", huggingFace.resolve("token")));
            }
            if (!token.matches("[!-~]*")) {
                throw new IllegalArgumentException("the hub's token holds spaces or other characters that no token has:"
                        + " correct HF_TOKEN or the file that 'hf auth login' wrote");
            }
            return token.isEmpty() ? null : token;
        }

        private static String tokenIn(Path file) {
            try {
                return Files.isRegularFile(file) ? Files.readString(file).strip() : "";
            } catch (IOException e) {
                throw new ModelException(file + ": the hub's token cannot be read (" + e + "): make it readable", e);
            }
        }

        private static IllegalArgumentException wrong(
                String name, String value, String example, @Nullable Throwable cause) {
            return new IllegalArgumentException(
                    name + " is '" + value + "': set it to something " + example + ", or unset it", cause);
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "HubSettings[cache=" + cache + ", endpoint=" + endpoint + ", token=" + (token == null ? "none" : "set")
                + ", offline=" + offline + ", timeout=" + timeout + "]";
    }
}
