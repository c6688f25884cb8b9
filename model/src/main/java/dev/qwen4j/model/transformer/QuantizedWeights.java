package dev.qwen4j.model.transformer;

import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.checkpoint.CacheFolder;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.checkpoint.ElementType;
import dev.qwen4j.model.checkpoint.SafeTensors;
import dev.qwen4j.model.checkpoint.SafeTensorsWriter;
import dev.qwen4j.model.checkpoint.TensorData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The quantized matrices of a checkpoint in a file, so that a second start need not make them again. It holds their parts
 * as the script makes them, the fingerprint of the checkpoint they were made from, and a checksum of the parts.
 */
public final class QuantizedWeights implements AutoCloseable {
    /** Changes with the parts that the script makes. */
    private static final String VERSION = "1";

    static final String FINGERPRINT = "fingerprint";
    static final String CHECKSUM = "checksum";
    private static final int PIECE_BYTES = 1 << 20;
    private static final Logger LOG = LoggerFactory.getLogger(QuantizedWeights.class);

    private final SafeTensors tensors;

    private QuantizedWeights(SafeTensors tensors) {
        this.tensors = tensors;
    }

    /**
     * Deletes what is kept of the checkpoint in {@code folder}, in every precision. The checkpoint need not be there
     * any more.
     *
     * @return the bytes that were freed
     * @throws ModelException if a file cannot be deleted
     */
    public static long remove(Path folder) {
        long bytes = 0;
        try {
            for (Precision precision : Precision.values()) {
                Path file = file(folder, precision.name().toLowerCase(Locale.ROOT));
                if (Files.exists(file)) {
                    bytes += Files.size(file);
                    Files.delete(file);
                }
            }
            return bytes;
        } catch (IOException e) {
            throw new ModelException("quantized weights cannot be deleted: " + e, e);
        }
    }

    /** Where the matrices of this checkpoint are kept; the file need not exist. */
    static Path file(Checkpoint checkpoint, String format) {
        return file(checkpoint.folder(), format);
    }

    private static Path file(Path folder, String format) {
        String key = folder.toAbsolutePath().normalize() + "\n" + format;
        return CacheFolder.path()
                .resolve("quantized")
                .resolve(HexFormat.of().formatHex(sha256(key), 0, 12) + "." + format + ".safetensors");
    }

    /** What a file must have been made from. */
    static byte[] fingerprint(Checkpoint checkpoint, String format) {
        return sha256(VERSION + "\n" + format + "\n" + checkpoint.fingerprint());
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Opens a file that was made earlier.
     *
     * @param expected what it must hold, in this order
     * @return empty if there is none, or if it is damaged or of another checkpoint, which is logged
     */
    static Optional<QuantizedWeights> open(Path file, List<SafeTensorsWriter.Tensor> expected, byte[] fingerprint) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        QuantizedWeights weights;
        try {
            weights = new QuantizedWeights(SafeTensors.open(file));
        } catch (ModelException e) {
            LOG.warn("Quantized weights are made again: {}", e.getMessage());
            return Optional.empty();
        }
        Optional<String> fault = weights.fault(expected, fingerprint);
        if (fault.isEmpty()) {
            return Optional.of(weights);
        }
        LOG.warn("Quantized weights are made again: {}: {}", file, fault.get());
        weights.close();
        return Optional.empty();
    }

    private Optional<String> fault(List<SafeTensorsWriter.Tensor> expected, byte[] fingerprint) {
        try {
            if (!tensors.names().containsAll(List.of(FINGERPRINT, CHECKSUM))
                    || !Arrays.equals(tensors.tensor(FINGERPRINT).data().array(), fingerprint)) {
                return Optional.of("the checkpoint has changed, or its form");
            }
            CRC32C checksum = new CRC32C();
            ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
            for (SafeTensorsWriter.Tensor tensor : expected) {
                TensorData data = tensors.tensor(tensor.name());
                if (data.type() != tensor.type() || !Arrays.equals(data.shape(), tensor.shape())) {
                    return Optional.of(data + " has another shape");
                }
                for (long begin = 0; begin < data.bytes(); begin += PIECE_BYTES) {
                    data.content().read(begin, piece.clear().limit((int) Math.min(PIECE_BYTES, data.bytes() - begin)));
                    checksum.update(piece.flip());
                }
            }
            return tensors.tensor(CHECKSUM).data().getLong() == checksum.getValue()
                    ? Optional.empty()
                    : Optional.of("it is damaged");
        } catch (ModelException e) {
            return Optional.of(Objects.requireNonNullElse(e.getMessage(), "it cannot be read"));
        }
    }

    boolean has(String name) {
        return tensors.names().contains(name);
    }

    TensorData tensor(String name) {
        return tensors.tensor(name);
    }

    @Override
    public void close() {
        tensors.close();
    }

    /** What a file holds besides the parts. */
    static List<SafeTensorsWriter.Tensor> framed(List<SafeTensorsWriter.Tensor> parts) {
        List<SafeTensorsWriter.Tensor> all = new ArrayList<>();
        all.add(new SafeTensorsWriter.Tensor(FINGERPRINT, ElementType.U8, new long[] {32}));
        all.addAll(parts);
        all.add(new SafeTensorsWriter.Tensor(CHECKSUM, ElementType.I64, new long[] {1}));
        return all;
    }

    /** For readers of the header. */
    static final Map<String, String> METADATA = Map.of("format", "qwen4j quantized weights");
}
