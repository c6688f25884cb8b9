package dev.qwen4j.model.hub;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The right to write one blob, held by one thread of one process at a time. The lock of the file keeps other JVMs out;
 * threads of one JVM need a lock of their own, because the operating system takes them for one owner.
 */
final class BlobLock implements AutoCloseable {
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>(); // one for each file of a pull

    private final ReentrantLock threads;
    private final FileChannel file;

    private BlobLock(ReentrantLock threads, FileChannel file) {
        this.threads = threads;
        this.file = file;
    }

    /** Waits until the lock is free; calls {@code waiting} at most once, if it is not. */
    static BlobLock acquire(Path path, Runnable waiting) throws IOException, InterruptedException {
        ReentrantLock threads = THREADS.computeIfAbsent(path.toAbsolutePath().normalize(), key -> new ReentrantLock());
        if (!threads.tryLock()) {
            waiting.run();
            threads.lockInterruptibly();
        }
        try {
            return new BlobLock(threads, lockFile(path, waiting));
        } catch (ClosedByInterruptException | FileLockInterruptionException e) {
            threads.unlock();
            Thread.interrupted(); // the exception says it from here on
            throw new InterruptedException("interrupted while waiting for " + path);
        } catch (IOException | RuntimeException e) {
            threads.unlock();
            throw e;
        }
    }

    private static FileChannel lockFile(Path path, Runnable waiting) throws IOException {
        Files.createDirectories(path.getParent());
        FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (file.tryLock() == null) {
                waiting.run();
                file.lock();
            }
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            file.close(); // and with it the lock
        } finally {
            threads.unlock();
        }
    }
}
