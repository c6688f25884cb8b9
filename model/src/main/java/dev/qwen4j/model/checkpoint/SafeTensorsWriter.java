package dev.qwen4j.model.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes one safetensors file. The tensors are named first; then come their bytes, in the same order, in pieces of any
 * size, so that no tensor need ever be in memory as a whole.
 *
 * <p>Not thread-safe. Whoever creates closes. Whoever wants a file that is whole or not there writes to another name,
 * calls {@link #finish} and renames.
 */
public final class SafeTensorsWriter implements AutoCloseable {
    /** Where the data begin is a multiple of it, so that what is mapped is aligned for every element type. */
    private static final int ALIGNMENT = 64;

    private final Path file;
    private final FileChannel channel;
    private final long bytesDue;
    private long bytesWritten;

    /**
     * A tensor to come.
     *
     * @param shape row-major; empty for a scalar
     */
    @SuppressWarnings("ArrayRecordComponent") // copied in and out; never compared
    public record Tensor(String name, ElementType type, long[] shape) {
        public Tensor {
            shape = shape.clone();
            if (Arrays.stream(shape).anyMatch(dimension -> dimension < 0)) {
                throw new IllegalArgumentException(
                        "shape must hold no negative number but is " + Arrays.toString(shape));
            }
        }

        @Override
        public long[] shape() {
            return shape.clone();
        }

        /** Numbers in it. */
        public long elements() {
            return Arrays.stream(shape).reduce(1, Math::multiplyExact);
        }

        /** Size of its data. */
        public long bytes() {
            return Math.multiplyExact(elements(), (long) type.bytes());
        }
    }

    private SafeTensorsWriter(Path file, FileChannel channel, long bytesDue) {
        this.file = file;
        this.channel = channel;
        this.bytesDue = bytesDue;
    }

    /**
     * Creates {@code file}, which must not exist, and writes its header.
     *
     * @param tensors what will be written, in this order
     * @param metadata free text for readers of the header; may be empty
     * @throws java.nio.file.FileAlreadyExistsException if there is such a file
     * @throws IllegalArgumentException if two tensors have one name
     */
    public static SafeTensorsWriter create(Path file, List<Tensor> tensors, Map<String, String> metadata)
            throws IOException {
        Set<String> names = new HashSet<>();
        for (Tensor tensor : tensors) {
            if (!names.add(tensor.name())) {
                throw new IllegalArgumentException(
                        "tensors must have different names but two are '" + tensor.name() + "'");
            }
        }
        long bytesDue = tensors.stream().mapToLong(Tensor::bytes).reduce(0, Math::addExact);
        byte[] header = header(tensors, metadata);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        try {
            ByteBuffer start = ByteBuffer.allocate(Long.BYTES + header.length).order(ByteOrder.LITTLE_ENDIAN);
            writeFully(channel, start.putLong(header.length).put(header).flip());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new SafeTensorsWriter(file, channel, bytesDue);
    }

    private static byte[] header(List<Tensor> tensors, Map<String, String> metadata) throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(header)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart("__metadata__");
                for (Map.Entry<String, String> entry : metadata.entrySet()) {
                    json.writeStringField(entry.getKey(), entry.getValue());
                }
                json.writeEndObject();
            }
            long offset = 0;
            for (Tensor tensor : tensors) {
                json.writeObjectFieldStart(tensor.name());
                json.writeStringField("dtype", tensor.type().name());
                json.writeFieldName("shape");
                json.writeArray(tensor.shape(), 0, tensor.shape().length);
                json.writeFieldName("data_offsets");
                json.writeArray(new long[] {offset, offset + tensor.bytes()}, 0, 2);
                json.writeEndObject();
                offset += tensor.bytes();
            }
            json.writeEndObject();
        }
        while ((Long.BYTES + header.size()) % ALIGNMENT != 0) {
            header.write(' '); // the format allows spaces at the end
        }
        return header.toByteArray();
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /**
     * Writes the next bytes, little-endian, of the tensor that is not complete yet; they may reach into the next one.
     *
     * @throws IllegalArgumentException if they are more than the tensors have
     */
    public void write(ByteBuffer bytes) throws IOException {
        if (bytes.remaining() > bytesDue - bytesWritten) {
            throw new IllegalArgumentException("bytes must be at most the " + (bytesDue - bytesWritten)
                    + " that are due in " + file + " but are " + bytes.remaining());
        }
        bytesWritten += bytes.remaining();
        writeFully(channel, bytes);
    }

    /**
     * Waits until the disk has everything.
     *
     * @throws IllegalStateException if bytes of a tensor are missing
     */
    public void finish() throws IOException {
        if (bytesWritten != bytesDue) {
            throw new IllegalStateException(
                    file + " must get " + bytesDue + " bytes of tensors but got " + bytesWritten);
        }
        channel.force(true);
    }

    /** Closes the file, complete or not; does not wait for the disk. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
