package dev.qwen4j.model.transformer;

import dev.qwen4j.model.checkpoint.SafeTensorsWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the file that {@link QuantizedWeights} reads, under another name until it is whole, so that two processes may
 * do it at once. Whatever goes wrong, a full disk above all, is logged and ends the writing, not the loading.
 */
final class QuantizedWeightsWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QuantizedWeightsWriter.class);

    private static final Duration ABANDONED = Duration.ofHours(1);

    private final Path file;
    private final Path unfinished;
    private final CRC32C checksum = new CRC32C();
    private @Nullable SafeTensorsWriter writer;

    private QuantizedWeightsWriter(Path file) {
        this.file = file;
        this.unfinished = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".part");
    }

    /** @param parts what will be written, in this order */
    static QuantizedWeightsWriter begin(Path file, List<SafeTensorsWriter.Tensor> parts, byte[] fingerprint) {
        QuantizedWeightsWriter begun = new QuantizedWeightsWriter(file);
        begun.attempt(() -> {
            Files.createDirectories(file.getParent());
            removeLeftovers(file);
            SafeTensorsWriter writer = SafeTensorsWriter.create(
                    begun.unfinished, QuantizedWeights.framed(parts), QuantizedWeights.METADATA);
            begun.writer = writer;
            writer.write(ByteBuffer.wrap(fingerprint));
        });
        return begun;
    }

    /** Of processes that were killed while they wrote. */
    private static void removeLeftovers(Path file) throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(file.getParent(), file.getFileName() + ".*.part")) {
            for (Path part : parts) {
                if (Files.getLastModifiedTime(part)
                        .toInstant()
                        .isBefore(Instant.now().minus(ABANDONED))) {
                    Files.deleteIfExists(part);
                }
            }
        }
    }

    /** What can fail without harm. */
    private interface Step {
        void run() throws IOException;
    }

    private void attempt(Step step) {
        try {
            step.run();
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("Quantized weights are not kept, so the next start takes as long: {}: {}", file, e.toString());
            close();
        }
    }

    /** Takes the next bytes. */
    void write(ByteBuffer bytes) {
        SafeTensorsWriter open = writer;
        if (open != null) {
            checksum.update(bytes.duplicate());
            attempt(() -> open.write(bytes));
        }
    }

    /** Gives the file its name, when everything is written. */
    void finish() {
        SafeTensorsWriter open = writer;
        if (open != null) {
            attempt(() -> {
                open.write(ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(0, checksum.getValue()));
                open.finish();
                open.close();
                writer = null;
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            });
        }
    }

    /** Removes what is not finished. */
    @Override
    public void close() {
        SafeTensorsWriter open = writer;
        writer = null;
        try {
            if (open != null) {
                open.close();
            }
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            LOG.warn("{} cannot be removed: {}", unfinished, e.toString());
        }
    }
}
