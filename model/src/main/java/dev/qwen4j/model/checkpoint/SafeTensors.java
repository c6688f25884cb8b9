package dev.qwen4j.model.checkpoint;

import dev.qwen4j.model.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * One safetensors file: its header, checked, and its tensors, which are read piece by piece.
 *
 * <p>Thread-safe. Tensors can be read until {@link #close}.
 */
public final class SafeTensors implements AutoCloseable {
    private static final long HEADER_LIMIT_BYTES = 100_000_000;

    private final Path file;
    private final FileChannel channel;
    private final long size;
    private final FileTime modified;
    private final long dataStart;
    private final Map<String, TensorHeader> headers;

    private SafeTensors(
            Path file,
            FileChannel channel,
            long size,
            FileTime modified,
            long dataStart,
            Map<String, TensorHeader> headers) {
        this.file = file;
        this.channel = channel;
        this.size = size;
        this.modified = modified;
        this.dataStart = dataStart;
        this.headers = headers;
    }

    /**
     * Opens a file and checks that its header describes exactly the bytes that follow it.
     *
     * @throws ModelException if it does not; the message names the file and the offset
     */
    public static SafeTensors open(Path file) {
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw new ModelException(file + ": the file is missing; download the checkpoint again, all its files", e);
        } catch (IOException e) {
            throw new ModelException(file + ": cannot be opened: " + e, e);
        }
        try {
            return open(file, channel);
        } catch (IOException | ModelException e) {
            try {
                channel.close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e instanceof ModelException known ? known : new ModelException(file + ": cannot be read: " + e, e);
        }
    }

    private static SafeTensors open(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < Long.BYTES) {
            throw new ModelException(file + ": offset 0: has " + size
                    + " bytes, too few for the header's length; the download is probably incomplete");
        }
        long length =
                read(channel, 0, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 2 || length > HEADER_LIMIT_BYTES) {
            throw new ModelException(file + ": offset 0: the header's length must be 2 to " + HEADER_LIMIT_BYTES
                    + " but is " + Long.toUnsignedString(length) + "; is this a safetensors file?");
        }
        long dataStart = Long.BYTES + length;
        if (dataStart > size) {
            throw new ModelException(file + ": offset 0: the header ends at " + dataStart + " but the file has only "
                    + size + " bytes; the download is probably incomplete");
        }
        byte[] header = read(channel, Long.BYTES, (int) length).array();
        return new SafeTensors(
                file,
                channel,
                size,
                Files.getLastModifiedTime(file),
                dataStart,
                TensorHeader.parse(file, header, Long.BYTES, size - dataStart));
    }

    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new IOException("the file ended while it was read");
            }
        }
        return buffer.flip();
    }

    /** Another text when the file is another one, as far as its header, size and time tell. */
    String fingerprint() {
        StringBuilder text = new StringBuilder(file.getFileName() + " " + size + " " + modified);
        headers.forEach((name, header) -> text.append('\n')
                .append(name)
                .append(' ')
                .append(header.type())
                .append(' ')
                .append(Arrays.toString(header.shape()))
                .append(' ')
                .append(header.begin()));
        return text.toString();
    }

    Path file() {
        return file;
    }

    /** The names of all tensors, in the order of the header. */
    public Set<String> names() {
        return headers.keySet();
    }

    Map<String, TensorHeader> headers() {
        return headers;
    }

    /**
     * A tensor, of which nothing is read yet.
     *
     * @throws ModelException if there is no such tensor, or the file changed since it was opened
     */
    public TensorData tensor(String name) {
        TensorHeader header = headers.get(name);
        if (header == null) {
            throw new ModelException(file + ": has no tensor '" + name + "'");
        }
        try {
            if (channel.size() != size) {
                throw new ModelException(file + ": the file changed from " + size + " to " + channel.size()
                        + " bytes while it was in use");
            }
        } catch (IOException e) {
            throw new ModelException(file + ": tensor '" + name + "' cannot be read: " + e, e);
        }
        return new TensorData(
                name, header.type(), header.shape(), (offset, buffer) -> read(name, header, offset, buffer));
    }

    private void read(String name, TensorHeader header, long offset, ByteBuffer buffer) {
        if (offset < 0 || offset + buffer.remaining() > header.bytes()) {
            throw new IllegalArgumentException("offset must leave " + buffer.remaining() + " of the " + header.bytes()
                    + " bytes of '" + name + "' but is " + offset);
        }
        long position = dataStart + header.begin() + offset;
        try {
            while (buffer.hasRemaining()) {
                int count = channel.read(buffer, position);
                if (count < 0) {
                    throw new ModelException(file + ": offset " + position + ": the file ended within tensor '" + name
                            + "'; it had " + size + " bytes when it was opened");
                }
                position += count;
            }
        } catch (IOException e) {
            throw new ModelException(file + ": offset " + position + ": tensor '" + name + "' cannot be read: " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new ModelException(file + ": cannot be closed: " + e, e);
        }
    }
}
