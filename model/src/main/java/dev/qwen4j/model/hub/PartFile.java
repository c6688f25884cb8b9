package dev.qwen4j.model.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What there is of a blob before it is complete; it survives the end of the process. Failures of the disk come as
 * {@link HubException}, so that they are not taken for failures of the network and tried again.
 */
final class PartFile implements AutoCloseable {
    private final Hub hub;
    private final Path path;
    private final FileChannel channel;

    private PartFile(Hub hub, Path path, FileChannel channel) {
        this.hub = hub;
        this.path = path;
        this.channel = channel;
    }

    /** Opens what an earlier attempt left, or an empty file. */
    static PartFile open(Hub hub, Path path) throws InterruptedException {
        return guarded(hub, path, () -> {
            Files.createDirectories(path.getParent());
            return new PartFile(
                    hub,
                    path,
                    FileChannel.open(
                            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
        });
    }

    long size() throws InterruptedException {
        return guarded(channel::size);
    }

    void append(ByteBuffer bytes) throws InterruptedException {
        guarded(() -> {
            long position = channel.size();
            while (bytes.hasRemaining()) {
                position += channel.write(bytes, position);
            }
            return position;
        });
    }

    void startOver() throws InterruptedException {
        guarded(() -> channel.truncate(0));
    }

    /** Whether the content is what {@code etag} names; true for an etag that is no hash that can be checked. */
    boolean has(String etag) throws InterruptedException {
        return switch (etag.length()) {
            case 64 -> digest(sha("SHA-256")).equals(etag);
            case 40 -> {
                MessageDigest git = sha("SHA-1");
                git.update(("blob " + size() + "\0").getBytes(StandardCharsets.US_ASCII));
                yield digest(git).equals(etag);
            }
            default -> true;
        };
    }

    /** Writes through to the disk and gives the file its lasting name, at once. */
    void publish(Path blob) throws InterruptedException {
        guarded(() -> {
            channel.force(true);
            channel.close(); // some systems do not move an open file
            return Files.move(path, blob, StandardCopyOption.ATOMIC_MOVE);
        });
    }

    private String digest(MessageDigest digest) throws InterruptedException {
        return guarded(() -> {
            ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
            long position = 0;
            for (int read = channel.read(buffer, position); read > 0; read = channel.read(buffer, position)) {
                position += read;
                digest.update(buffer.flip());
                buffer.clear();
            }
            return HexFormat.of().formatHex(digest.digest());
        });
    }

    static MessageDigest sha(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }

    private interface DiskWork<T> {
        T run() throws IOException;
    }

    private <T> T guarded(DiskWork<T> work) throws InterruptedException {
        return guarded(hub, path, work);
    }

    private static <T> T guarded(Hub hub, Path path, DiskWork<T> work) throws InterruptedException {
        try {
            return work.run();
        } catch (ClosedByInterruptException e) {
            Thread.interrupted(); // the exception says it from here on
            throw new InterruptedException("interrupted while writing " + path);
        } catch (IOException e) {
            throw new HubException(
                    path + ": cannot be written (" + e.getMessage()
                            + "): free space, or set " + hub.cacheVariable()
                            + " to a folder on another disk, then run it again",
                    e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        guarded(() -> {
            channel.close();
            return path;
        });
    }
}
