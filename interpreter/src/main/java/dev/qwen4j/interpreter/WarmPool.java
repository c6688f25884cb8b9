package dev.qwen4j.interpreter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions that have started before anybody asked for one. Each has a folder of its own from the beginning, since that is
 * all its process will ever see; a session that was handed out never comes back, and another starts in its place a moment
 * later. Safe for use by several threads.
 */
public final class WarmPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmPool.class);
    private static final Random RANDOM = new SecureRandom();
    private static final String FILES = "files";
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);
    /** A session that was handed out is about to run its first cell, and a start takes all that a small machine has. */
    private static final Duration AFTER_HAND_OUT = Duration.ofSeconds(2);

    private final Path root;
    private final int size;
    private final Function<Path, GraalPyInterpreter> opener;
    private final Deque<GraalPyInterpreter> ready = new ArrayDeque<>();
    private final Thread starter;
    private long refillFrom = System.nanoTime();
    private boolean closed;

    /**
     * Begins to start sessions in the background, one after the other.
     *
     * @param root where the sessions' folders are made: {@code root/ID/files}
     * @param size how many sessions wait at most; 0 for none, so that each starts when it is asked for
     * @param opener makes the session of a folder, without starting it
     */
    public WarmPool(Path root, int size, Function<Path, GraalPyInterpreter> opener) {
        if (size < 0) {
            throw new IllegalArgumentException("size must not be negative but is " + size);
        }
        this.root = root.toAbsolutePath().normalize();
        this.size = size;
        this.opener = opener;
        this.starter = Thread.ofVirtual().name("python-pool").start(this::refill);
    }

    /**
     * A session that has started, or if none is ready, one that starts with its first cell. It and its folder, with the
     * folder around that, are the caller's to close and delete.
     *
     * @throws IllegalStateException if the pool is closed
     */
    public GraalPyInterpreter take() {
        GraalPyInterpreter taken = ready();
        if (taken != null) {
            return taken;
        }
        GraalPyInterpreter cold = open();
        cold.warmUp();
        return cold;
    }

    private synchronized @Nullable GraalPyInterpreter ready() {
        if (closed) {
            throw new IllegalStateException("the pool of Python sessions is closed");
        }
        GraalPyInterpreter taken = ready.poll();
        while (taken != null && !taken.isRunning()) {
            discard(taken);
            taken = ready.poll();
        }
        refillFrom = System.nanoTime() + AFTER_HAND_OUT.toNanos();
        notifyAll();
        return taken;
    }

    /** How many sessions are ready. */
    public synchronized int waiting() {
        return ready.size();
    }

    private GraalPyInterpreter open() {
        byte[] id = new byte[8];
        RANDOM.nextBytes(id);
        Path folder = root.resolve("py-" + HexFormat.of().formatHex(id)).resolve(FILES);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create the session folder " + folder, e);
        }
        return opener.apply(folder);
    }

    private void refill() {
        try {
            while (awaitNeed()) {
                GraalPyInterpreter next = open();
                try {
                    next.start();
                    add(next);
                } catch (InterpreterException e) {
                    discard(next);
                    if (isClosed()) {
                        return;
                    }
                    LOG.warn("No Python session could be started ahead", e);
                    Thread.sleep(AFTER_FAILURE);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("The pool of Python sessions is closed", e);
        }
    }

    /** @return false if the pool is closed */
    private synchronized boolean awaitNeed() throws InterruptedException {
        while (!closed) {
            long early = refillFrom - System.nanoTime();
            if (ready.size() >= size) {
                wait();
            } else if (early > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, early);
            } else {
                return true;
            }
        }
        return false;
    }

    private synchronized void add(GraalPyInterpreter started) {
        if (closed) {
            discard(started);
        } else {
            ready.add(started);
        }
    }

    /** The folder that belongs to a session made here, around that which its code sees. */
    public static Path around(Path sessionFolder) {
        Path around = sessionFolder.getParent();
        if (around == null) {
            throw new IllegalArgumentException(sessionFolder + " is not a folder of a session made here");
        }
        return around;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private static void discard(GraalPyInterpreter unused) {
        unused.close();
        try {
            FolderTree.delete(around(unused.folder()));
        } catch (IOException e) {
            LOG.warn("The unused folder {} could not be deleted", unused.folder(), e);
        }
    }

    /** Ends the sessions that were not handed out. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            ready.forEach(WarmPool::discard);
            ready.clear();
            notifyAll();
        }
        starter.interrupt();
    }
}
