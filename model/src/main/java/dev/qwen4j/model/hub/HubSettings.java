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
 * @param offline whether to send no request at all, to any hub
 */
public record HubSettings(HubPlace huggingFace, HubPlace modelScope, boolean offline) {
    private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");

    public HubSettings {
        if (huggingFace.cache().equals(modelScope.cache())) {
            throw new IllegalArgumentException(
                    "each hub must have a cache of its own but both have " + modelScope.cache());
        }
    }

    /**
     * Follows the rules of the hubs' Python tools. Of {@code huggingface_hub}: {@code HF_HUB_CACHE}, {@code HF_HOME},
     * {@code XDG_CACHE_HOME}, {@code HF_ENDPOINT}, {@code HF_TOKEN}, {@code HF_TOKEN_PATH},
     * {@code HF_HUB_DOWNLOAD_TIMEOUT} and {@code HF_HUB_OFFLINE}, which here holds for both hubs. Of
     * {@code modelscope}: {@code MODELSCOPE_CACHE}, {@code MODELSCOPE_ENDPOINT} or the older
     * {@code MODELSCOPE_DOMAIN}, {@code MODELSCOPE_API_TOKEN} and {@code MODELSCOPE_DOWNLOAD_TIMEOUT}; the token that
     * {@code modelscope login} leaves is a pickle and is not read. A variable that is empty counts as absent.
     *
     * <p>Models of ModelScope are kept in the folder {@code qwen4j} of its cache: Python's tools change files in theirs.
     *
     * @param environment usually {@code System.getenv()}
     * @param home the user's home folder
     * @throws IllegalArgumentException if a variable has no usable value; the message names it
     * @throws ModelException if the file that holds the token cannot be read
     */
    public static HubSettings of(Map<String, String> environment, Path home) {
        Variables variables = new Variables(environment, home);
        return new HubSettings(
                variables.huggingFace(),
                variables.modelScope(),
                TRUE.contains(variables.text("HF_HUB_OFFLINE", "").toUpperCase(Locale.ROOT)));
    }

    /** The settings of {@code hub}. */
    public HubPlace of(Hub hub) {
        return switch (hub) {
            case HUGGING_FACE -> huggingFace;
            case MODELSCOPE -> modelScope;
        };
    }

    private record Variables(Map<String, String> environment, Path home) {
        HubPlace huggingFace() {
            Path own = path(
                    "HF_HOME", path("XDG_CACHE_HOME", home.resolve(".cache")).resolve("huggingface"));
            String token = text("HF_TOKEN", "");
            if (token.isEmpty()) {
                token = tokenIn(path("HF_TOKEN_PATH", own.resolve("token")));
            }
            return new HubPlace(
                    path("HF_HUB_CACHE", own.resolve("hub")),
                    endpoint("HF_ENDPOINT", text("HF_ENDPOINT", "https://huggingface.co")),
                    checkedToken(token, "HF_TOKEN or the file that 'hf auth login' wrote"),
                    timeout("HF_HUB_DOWNLOAD_TIMEOUT", "10"));
        }

        HubPlace modelScope() {
            String endpoint = text("MODELSCOPE_ENDPOINT", text("MODELSCOPE_DOMAIN", "https://www.modelscope.cn"));
            return new HubPlace(
                    path("MODELSCOPE_CACHE", home.resolve(".cache/modelscope")).resolve("qwen4j"),
                    endpoint("MODELSCOPE_ENDPOINT", endpoint.contains("://") ? endpoint : "https://" + endpoint),
                    checkedToken(text("MODELSCOPE_API_TOKEN", ""), "MODELSCOPE_API_TOKEN"),
                    timeout("MODELSCOPE_DOWNLOAD_TIMEOUT", "60"));
        }

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

        static URI endpoint(String name, String text) {
            String value = text.replaceFirst("/+$", "");
            try {
                URI uri = URI.create(value);
                if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                    return uri;
                }
            } catch (IllegalArgumentException e) {
                throw wrong(name, value, "like https://huggingface.co", e);
            }
            throw wrong(name, value, "like https://huggingface.co", null);
        }

        Duration timeout(String name, String absent) {
            String value = text(name, absent);
            try {
                int seconds = Integer.parseInt(value);
                if (seconds > 0) {
                    return Duration.ofSeconds(seconds);
                }
            } catch (NumberFormatException e) {
                throw wrong(name, value, "a number of seconds", e);
            }
            throw wrong(name, value, "a number of seconds", null);
        }

        @Nullable
        static String checkedToken(String token, String source) {
            if (!token.matches("[!-~&&[^;,\"\\\\]]*")) {
                throw new IllegalArgumentException(
                        "the hub's token holds spaces or other characters that no token has: correct " + source);
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
}
