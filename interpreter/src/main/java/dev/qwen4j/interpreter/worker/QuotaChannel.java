package dev.qwen4j.interpreter.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** A file opened for writing, whose growth comes out of the session's quota. */
final class QuotaChannel implements SeekableByteChannel {
    private final SeekableByteChannel file;
    private final boolean append;
    private final Quota quota;
    private final Runnable onClose;

    QuotaChannel(SeekableByteChannel file, boolean append, Quota quota, Runnable onClose) {
        this.file = file;
        this.append = append;
        this.quota = quota;
        this.onClose = onClose;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        long before = file.size();
        long start = append ? before : file.position();
        long growth = Math.max(0, Math.addExact(start, source.remaining()) - before);
        quota.takeBytes(growth);
        try {
            return file.write(source);
        } finally {
            quota.giveBytes(growth - Math.max(0, file.size() - before));
        }
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
        long before = file.size();
        file.truncate(size);
        quota.giveBytes(before - file.size());
        return this;
    }

    @Override
    public void close() throws IOException {
        if (file.isOpen()) {
            file.close();
            onClose.run();
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return file.read(target);
    }

    @Override
    public long position() throws IOException {
        return file.position();
    }

    @Override
    public SeekableByteChannel position(long newPosition) throws IOException {
        file.position(newPosition);
        return this;
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }
}
