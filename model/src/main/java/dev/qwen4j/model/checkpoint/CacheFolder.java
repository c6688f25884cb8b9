package dev.qwen4j.model.checkpoint;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where files lie that can be made again. */
public final class CacheFolder {
    private CacheFolder() {}

    /**
     * {@code qwen4j.cache} (system property), else {@code $QWEN4J_CACHE}, else {@code $XDG_CACHE_HOME/qwen4j}, else
     * {@code .cache/qwen4j} in the user's home. It need not exist.
     */
    public static Path path() {
        String set = System.getProperty("qwen4j.cache", System.getenv("QWEN4J_CACHE"));
        if (isSet(set)) {
            return Path.of(set);
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        return isSet(xdg) ? Path.of(xdg, "qwen4j") : Path.of(System.getProperty("user.home"), ".cache", "qwen4j");
    }

    private static boolean isSet(@Nullable String value) {
        return value != null && !value.isBlank();
    }
}
