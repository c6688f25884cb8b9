package dev.qwen4j.model.checkpoint;

import dev.qwen4j.model.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The demo checkpoint that is part of this library. It is unpacked once into the
 * {@linkplain CacheFolder cache folder}, where it is a checkpoint like any other.
 */
public final class EmbeddedCheckpoint {
    private static final String RESOURCES = "/dev/qwen4j/model/embedded/";
    private static final List<String> FILES =
            List.of("config.json", "generation_config.json", "qwen.tiktoken", "model.safetensors");

    private EmbeddedCheckpoint() {}

    /**
     * The folder of the unpacked checkpoint, unpacked now if it was not yet. Safe for several processes at once.
     *
     * @throws ModelException if the cache folder cannot be written
     */
    public static Path folder() {
        Path cache = CacheFolder.path();
        try {
            // The version names the content, so that a new library never reads an old checkpoint.
            Path folder = cache.resolve("embedded-" + version());
            if (!Files.isDirectory(folder)) {
                unpack(cache, folder);
            }
            return folder;
        } catch (IOException e) {
            throw new ModelException(
                    cache + ": the demo checkpoint cannot be unpacked there: " + e
                            + "; set QWEN4J_CACHE to a folder that can be written",
                    e);
        }
    }

    private static void unpack(Path cache, Path folder) throws IOException {
        Files.createDirectories(cache);
        Path fresh = Files.createTempDirectory(cache, "embedded-new-");
        try {
            for (String name : FILES) {
                try (InputStream in = resource(name)) {
                    Files.copy(in, fresh.resolve(name));
                }
            }
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            delete(fresh);
            if (!Files.isDirectory(folder)) { // else another process was faster; both unpacked the same
                throw e;
            }
        } catch (IOException e) { // such as a full disk, which the next attempt would fill again
            delete(fresh);
            throw e;
        }
    }

    private static void delete(Path fresh) throws IOException {
        for (String name : FILES) {
            Files.deleteIfExists(fresh.resolve(name));
        }
        Files.deleteIfExists(fresh);
    }

    private static String version() throws IOException {
        try (InputStream in = resource("version")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
        }
    }

    private static InputStream resource(String name) {
        InputStream in = EmbeddedCheckpoint.class.getResourceAsStream(RESOURCES + name);
        if (in == null) {
            throw new IllegalStateException("resource " + RESOURCES + name + " is missing from the jar");
        }
        return in;
    }
}
